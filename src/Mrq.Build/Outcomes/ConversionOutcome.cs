using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;

namespace Mrq.Build.Outcomes;

/// <summary>What became of one conversion.</summary>
/// <param name="Item">The conversion.</param>
/// <param name="State">How it ended.</param>
/// <param name="Told">What the build said of it.</param>
/// <param name="Figures">What its report says; null where there is none.</param>
internal sealed record ConversionOutcome(ConversionItem Item, ConversionState State, IReadOnlyList<Diagnostic> Told, ReportFigures? Figures)
{
    /// <summary>"models/a.tflite -> int8-symmetric".</summary>
    public string Name => $"{Item.Model} -> {Item.Scheme}";

    /// <summary>The report that people read, as the project spells it.</summary>
    public string Report => Item.Intermediate(Item.Outputs.PagePath ?? Item.Outputs.ReportPath!);

    /// <summary>Why it failed; null where it did not. A warning that the build takes for an error is one, too.</summary>
    public Diagnostic? Failure => State == ConversionState.Failed ? Told.FirstOrDefault(diagnostic => diagnostic.IsError) ?? (Told is [var first, ..] ? first : null) : null;

    /// <summary>Whether what failed is a limit: the conversion itself went well.</summary>
    public bool FailedGate => Failure is { } failure && (failure.Code == MrqCodes.AccuracyRegression || failure.Code == MrqCodes.BelowMinimum || failure.Code == MrqCodes.WorseThanBaseline);

    /// <summary>One or two words for a table.</summary>
    public string Result => State switch
    {
        ConversionState.Converted => "converted",
        ConversionState.UpToDate => "up to date",
        ConversionState.Failed => Failure is { } failure ? $"failed: {failure.Code}" : "failed",
        _ => "not run",
    };
}
