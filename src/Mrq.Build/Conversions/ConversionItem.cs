using Microsoft.Build.Framework;
using Mrq.Evaluation.Datasets;

namespace Mrq.Build.Conversions;

/// <summary>One conversion as the targets plan it: one model, one scheme, and where everything goes.</summary>
internal sealed record ConversionItem(ITaskItem Source, ProjectPaths Paths)
{
    /// <summary>The model as the project spells it.</summary>
    public string Model { get; } = Source.GetMetadata("MrqFile");

    public string ModelPath { get; } = Paths.Absolute(Source.GetMetadata("MrqFullPath"));

    public string Scheme { get; } = Source.GetMetadata("Scheme");

    /// <summary>The file that declares the model's item.</summary>
    public string Project { get; } = Source.GetMetadata("MrqProject");

    /// <summary>The model's place below the output folder and below the intermediate one.</summary>
    public string TargetPath { get; } = Source.GetMetadata("MrqTargetPath");

    /// <summary>What is left of the last conversion that succeeded: its options, its inputs and what it wrote.</summary>
    public string RecordPath { get; } = Paths.Absolute(Source.GetMetadata("MrqOptions"));

    public string OutputPath { get; } = Paths.Absolute(Source.GetMetadata("MrqOutput"));

    public string ReportPath { get; } = Paths.Absolute(Source.GetMetadata("MrqReport"));

    public string HtmlPath { get; } = Paths.Absolute(Source.GetMetadata("MrqHtml"));

    /// <summary>The C source; null when the model is not to be one.</summary>
    public string? SourcePath { get; } = Paths.AbsoluteOrNull(Source.GetMetadata("MrqSource"));

    public string? HeaderPath { get; } = Paths.AbsoluteOrNull(Source.GetMetadata("MrqHeader"));

    public string? BaselinePath { get; } = Paths.AbsoluteOrNull(Source.GetMetadata("BaselineReport"));

    /// <summary>The C array's name; null without one.</summary>
    public string? CSymbol { get; init; }

    /// <summary>The definition of a scheme of one's own; null for one of the catalogue.</summary>
    public SchemeDefinitionFile? SchemeFile { get; init; }

    /// <summary>The names of the project's own schemes.</summary>
    public IReadOnlyCollection<string> OwnSchemes { get; init; } = [];

    /// <summary>Whether something is wrong with it that was reported: it cannot run.</summary>
    public bool IsWrong { get; init; }

    /// <summary>What the model's item says; empty where it says nothing.</summary>
    public string this[string name] => Source.GetMetadata(name);

    public string[] List(string name) => ItemList.Of(Source, name);

    /// <summary>Files of samples, each with the name of its input where it has one.</summary>
    public string[] Data(string name) => [.. List(name).Select(text => DataFile.Parse(text).At(Paths.Absolute).ToString())];

    /// <summary>Everything that the conversion writes and somebody uses, the model first.</summary>
    public IReadOnlyList<OutputPlace> Outputs() =>
    [
        new OutputPlace(OutputPath, TargetPath),
        .. SourcePath is null ? [] : new[] { new OutputPlace(SourcePath, this["MrqSourceTargetPath"]) },
        .. HeaderPath is null ? [] : new[] { new OutputPlace(HeaderPath, this["MrqHeaderTargetPath"]) },
        new OutputPlace(ReportPath, $"{TargetPath}.report.json", IsReport: true),
        new OutputPlace(HtmlPath, $"{TargetPath}.report.html", IsReport: true),
    ];

    /// <summary>Every file that decides the result and belongs to somebody else.</summary>
    public IEnumerable<string> Inputs() => [.. Sources(), .. BaselinePath is null ? [] : new[] { BaselinePath }];

    /// <summary>Those of them that no build ever writes.</summary>
    public IEnumerable<string> Sources() => [ModelPath, .. DataFile.Paths([.. Data(nameof(ConversionRequest.CalibrationData)), .. Data(nameof(ConversionRequest.EvaluationData))])];
}
