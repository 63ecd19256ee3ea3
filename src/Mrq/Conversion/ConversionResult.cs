using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>What a conversion that passed its gate did.</summary>
/// <param name="Summary">One line for a build log: scheme, accuracy before and after, agreement, clipped weights.</param>
/// <param name="Warnings">Coded warnings, each with its message.</param>
/// <param name="Report">The report: UTF-8 JSON.</param>
public sealed record ConversionResult(string Summary, IReadOnlyList<(MrqCode Code, string Message)> Warnings, ReadOnlyMemory<byte> Report)
{
    /// <summary>Whether an earlier conversion's result was taken from the cache.</summary>
    public bool FromCache { get; init; }

    /// <summary>The scheme of equal rules whose conversion of the same model this one is; null where it is its own.</summary>
    public string? SameAs { get; init; }
}
