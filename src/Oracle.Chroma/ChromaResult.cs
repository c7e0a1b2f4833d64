using System.Diagnostics.CodeAnalysis;

namespace Oracle.Chroma;

/// <summary>What a call came to: a value, or why not. Expected failures are never exceptions.</summary>
/// <typeparam name="T">The value of a call that succeeded.</typeparam>
public sealed class ChromaResult<T> where T : notnull
{
    private readonly T? _value;

    internal ChromaResult(T value) => _value = value;

    internal ChromaResult(ChromaFailure failure) => Failure = failure;

    /// <summary>Why it failed; null when it succeeded.</summary>
    public ChromaFailure? Failure { get; }

    /// <summary>Whether there is a value.</summary>
    public bool Succeeded => Failure is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The call failed; its message is the failure's.</exception>
    public T Value => Failure is null ? _value! : throw new InvalidOperationException(Failure.Message);

    /// <summary>Either the value or the failure.</summary>
    public bool Try([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ChromaFailure? failure)
    {
        (value, failure) = (_value, Failure);
        return failure is null;
    }

    /// <inheritdoc/>
    public override string ToString() => Failure is null ? $"{_value}" : $"{Failure.Kind}: {Failure.Message}";

    internal ChromaResult<TOther> Then<TOther>(Func<T, ChromaResult<TOther>> next) where TOther : notnull =>
        Failure is null ? next(_value!) : new(Failure);
}

/// <summary>The value of a write that Chroma confirmed with a 200 and a valid body.</summary>
public readonly record struct Confirmed;
