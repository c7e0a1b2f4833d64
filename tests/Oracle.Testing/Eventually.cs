using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace Oracle.Testing;

/// <summary>Waits for a state instead of for a time.</summary>
public static class Eventually
{
    private const double ShortestPauseMs = 50;
    private const double LongestPauseMs = 1_000;

    /// <summary>
    /// Reads until <paramref name="accepted"/> holds and returns that value. An exception while reading counts as "not yet".
    /// </summary>
    /// <param name="read">Reads the value; abandoned when the deadline passes.</param>
    /// <param name="accepted">What the test waits for; its text goes into the failure.</param>
    /// <param name="within">The deadline, 30 s unless given.</param>
    /// <param name="what">The text of <paramref name="accepted"/>.</param>
    /// <exception cref="XunitException">The deadline passed; says what was seen last.</exception>
    public static async Task<T> Get<T>(
        Func<Task<T>> read,
        Func<T, bool> accepted,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(accepted))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(accepted);
        var deadline = within ?? TimeSpan.FromSeconds(30);
        var clock = Stopwatch.StartNew();
        var last = "nothing: the first read did not return";
        for (var reads = 1; ; reads++)
        {
            var began = clock.Elapsed;
            var left = deadline - began;
            if (left <= TimeSpan.Zero)
                throw new XunitException($"Not within {deadline.TotalSeconds:0.#} s ({reads - 1} reads): {what}\nLast seen: {last}");
            try
            {
                var value = await read().WaitAsync(left);
                if (accepted(value))
                    return value;
                last = value?.ToString() ?? "null";
            }
            catch (Exception error) when (error is not XunitException)
            {
                last = $"{error.GetType().Name}: {error.Message}";
            }
            // Twice what reading took: who looks through both stores without a pause keeps them from what is waited for.
            var took = (clock.Elapsed - began).TotalMilliseconds;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(2 * took, ShortestPauseMs, LongestPauseMs)));
        }
    }

    /// <inheritdoc cref="Get{T}(Func{Task{T}}, Func{T, bool}, TimeSpan?, string)"/>
    public static Task<T> Get<T>(
        Func<T> read,
        Func<T, bool> accepted,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(accepted))] string what = "") =>
        Get(() => Task.Run(read), accepted, within, what);

    /// <summary>Waits until <paramref name="condition"/> is true.</summary>
    /// <inheritdoc cref="Get{T}(Func{Task{T}}, Func{T, bool}, TimeSpan?, string)" path="/exception"/>
    public static Task True(
        Func<Task<bool>> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Get(condition, static met => met, within, what);

    /// <inheritdoc cref="True(Func{Task{bool}}, TimeSpan?, string)"/>
    public static Task True(
        Func<bool> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Get(condition, static met => met, within, what);
}
