using System.Reflection;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>Any seam of asynchronous calls, watched so that a test knows when it rests.</summary>
public class Watched<T> : DispatchProxy where T : class
{
    private static readonly MethodInfo Typed = typeof(Watched<T>).GetMethod(nameof(ThroughAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private T _inner = null!;
    private Traffic _traffic = null!;
    private Interference _interference = null!;

    internal static T Of(T inner, Traffic traffic, Interference? interference = null)
    {
        var proxy = Create<T, Watched<T>>();
        var watched = (Watched<T>)(object)proxy;
        (watched._inner, watched._traffic, watched._interference) = (inner, traffic, interference ?? new Interference());
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Func<Task> call = () => (Task)targetMethod!.Invoke(_inner, args)!;
        return targetMethod!.ReturnType is { IsGenericType: true } task
            ? Typed.MakeGenericMethod(task.GenericTypeArguments).Invoke(this, [targetMethod.Name, call])
            : ThroughAsync<bool>(targetMethod.Name, call);
    }

    private Task<TResult> ThroughAsync<TResult>(string method, Func<Task> call) => _traffic.During(async () =>
    {
        await _interference.Before(method);
        var called = call();
        await called;
        await _interference.After(method);
        return called is Task<TResult> { Result: var result } ? result : default!;
    });
}
