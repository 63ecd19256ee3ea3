using System.Text.Json.Serialization;
using Mrq.Evaluation.Datasets;

namespace Mrq.Sweeps;

/// <summary>What a unit of a sweep does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnitKind>))]
internal enum UnitKind
{
    /// <summary>Converts a model, and measures the conversion on the first samples.</summary>
    Convert,

    /// <summary>Reads all samples of a model once: their digest, and that of each range.</summary>
    Data,

    /// <summary>Measures a conversion on a range of samples.</summary>
    Evaluate,
}

/// <summary>One unit of a sweep: what a process does by itself, and whose result is one file.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Id">The SHA-256 of all that decides its result: the tool, the model, the options and the data. Two plans that have a unit in common have one result of it.</param>
/// <param name="Cost">About how many multiply-adds it takes.</param>
internal sealed record SweepUnit(UnitKind Kind, string Id, double Cost)
{
    /// <summary>The conversion, by its number; −1 where it is of a model.</summary>
    public int Conversion { get; init; } = -1;

    /// <summary>The model, by its number; −1 where it is of a conversion.</summary>
    public int Model { get; init; } = -1;

    /// <summary>The samples that it measures.</summary>
    public SampleRange Range { get; init; }

    /// <summary>Units of the second stage need results of the first.</summary>
    public SweepStage Stage => Kind == UnitKind.Evaluate ? SweepStage.Evaluate : SweepStage.Convert;
}

/// <summary>What of a sweep can run at the same time.</summary>
public enum SweepStage
{
    /// <summary>Conversions, and the reading of data: they need nothing of one another.</summary>
    Convert,

    /// <summary>Measurements on ranges of samples, which need the conversions.</summary>
    Evaluate,
}
