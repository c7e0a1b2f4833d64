using System.Reflection;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>Any seam of asynchronous calls, watched so that a test knows when it rests.</summary>
public class Watched<T> : DispatchProxy where T : class
{
    private T _inner = null!;
    private Traffic _traffic = null!;

    internal static T Of(T inner, Traffic traffic)
    {
        var proxy = Create<T, Watched<T>>();
        ((Watched<T>)(object)proxy)._inner = inner;
        ((Watched<T>)(object)proxy)._traffic = traffic;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = targetMethod!.Invoke(_inner, args);
        if (result is Task task)
            _ = _traffic.During(async () =>
            {
                await Task.WhenAny(task);
                return true;
            });
        return result;
    }
}
