using Mrq.Core.Diagnostics;
using Mrq.Evaluation;

namespace Mrq.Sweeps;

/// <summary>The parts of results, by the names that they have in files.</summary>
internal static class UnitParts
{
    /// <summary>A <see cref="ConversionDraft"/>.</summary>
    public const string Draft = "draft";

    /// <summary>The converted model's file.</summary>
    public const string Model = "model";

    /// <summary>What was converted, as a <see cref="GraphSnapshot"/>.</summary>
    public const string Source = "source";

    /// <summary>The conversion, as another one.</summary>
    public const string Target = "target";

    /// <summary>What samples gave: what <see cref="ModelMeasurement.Save"/> writes.</summary>
    public const string Measured = "measured";

    /// <summary>A <see cref="DataDigests"/>.</summary>
    public const string Data = "data";

    /// <summary>Pictures of samples by their numbers, as a page shows them.</summary>
    public const string Pictures = "pictures";

    public static ReadOnlyMemory<byte> Saved(ModelMeasurement measurement)
    {
        using var stream = new MemoryStream();
        measurement.Save(stream);
        return stream.ToArray();
    }

    /// <summary>A part that is a record.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.SweepIncomplete"/> where the result has no such part.</exception>
    public static T Record<T>(this UnitResult result, string name, string path)
        where T : class => (result.Parts.TryGetValue(name, out var bytes) ? SweepJson.Read<T>(bytes.Span) : null) ?? throw Without(name, path);

    /// <summary>A part that is a graph.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.SweepIncomplete"/> where the result has no such part.</exception>
    public static GraphSnapshot Graph(this UnitResult result, string name, string path) =>
        (result.Parts.TryGetValue(name, out var bytes) ? GraphSnapshot.Read(bytes) : null) ?? throw Without(name, path);

    public static MrqException Without(string name, string path) =>
        new(MrqCodes.SweepIncomplete, $"the result has no part '{name}' that can be read; remove the file and run the unit again.", new MrqPlace(path));
}

/// <summary>What tells the samples of a model from others.</summary>
/// <param name="Digest">Of all, as reports have it.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Labels">Of the class labels alone; empty where there are none.</param>
/// <param name="Ranges">Of each range of the plan, in their order.</param>
/// <param name="Doubts">What is doubtful about them.</param>
internal sealed record DataDigests(string Digest, int Count, string Labels, IReadOnlyList<string> Ranges, IReadOnlyList<(MrqCode Code, string Message)> Doubts);
