using Microsoft.Build.Framework;
using Mrq.Evaluation.Datasets;
using Mrq.Files;

namespace Mrq.Build.Conversions;

/// <summary>One conversion as it is planned: one model, one scheme, and where everything goes.</summary>
internal sealed record ConversionItem
{
    /// <summary>The model as the project spells it, and its path.</summary>
    internal const string FileName = "MrqFile";

    internal const string FullPathName = "MrqFullPath";

    /// <summary>The file that declares the model's item.</summary>
    internal const string ProjectName = "MrqProject";

    internal const string SchemeName = "Scheme";

    /// <summary>All schemes of the model's item.</summary>
    internal const string SchemesName = "MrqSchemes";

    /// <summary>Where the converted model goes below the output folder and below the intermediate one, without its extension, and that.</summary>
    internal const string PlaceName = "MrqPlace";

    internal const string ExtensionName = "MrqExtension";

    private readonly ITaskItem _source;
    private readonly ProjectPaths _paths;
    private readonly string _intermediate;

    /// <param name="source">The item, with metadata of these names.</param>
    /// <param name="paths">The project's folder.</param>
    /// <param name="intermediate">Where conversions write, as the project spells it.</param>
    /// <param name="formats">The output formats.</param>
    public ConversionItem(ITaskItem source, ProjectPaths paths, string intermediate, OutputFormats formats)
    {
        (_source, _paths, _intermediate) = (source, paths, intermediate);
        (Model, ModelPath, Project, Scheme) = (this[FileName], paths.Absolute(this[FullPathName]), this[ProjectName], this[SchemeName]);
        Container = OutputFormats.ContainerOf(Formats, ModelPath);
        var outputs = ConversionOutputs.Beside(this[PlaceName], Container?.Extension ?? this[ExtensionName], formats.Named(Formats, ModelPath));
        Outputs = outputs with
        {
            Exports = [.. outputs.Exports.Select(export => export.Format.Options.Aggregate(export, (request, option) => request.With(option.Name, this[option.Name] is { Length: > 0 } value ? option.IsFile ? paths.Absolute(value) : value : null)))],
        };
    }

    /// <summary>The model as the project spells it.</summary>
    public string Model { get; }

    public string ModelPath { get; }

    /// <summary>The file that declares the model's item.</summary>
    public string Project { get; }

    public string Scheme { get; }

    /// <summary>The container that the model is written in; null for its own.</summary>
    public ModelContainer? Container { get; }

    /// <summary>What it writes, by places below both folders.</summary>
    public ConversionOutputs Outputs { get; init; }

    /// <summary>The same by paths.</summary>
    public ConversionOutputs OutputPaths => Outputs.Moved(place => _paths.Absolute(Intermediate(place)));

    /// <summary>What is left of the last conversion that succeeded: its options, its inputs and what it wrote.</summary>
    public string Record => Intermediate($"{Outputs.ModelPath}.options");

    public string RecordPath => _paths.Absolute(Record);

    public string? BaselinePath => _paths.AbsoluteOrNull(this["BaselineReport"]);

    /// <summary>The files that options of output formats name.</summary>
    public IEnumerable<string> ExportInputs => Outputs.Exports.SelectMany(export => export.Format.Options.Where(option => option.IsFile).Select(option => export[option.Name])).OfType<string>().Distinct();

    /// <summary>The definition of a scheme of one's own; null for one of the catalogue.</summary>
    public SchemeDefinitionFile? SchemeFile { get; init; }

    /// <summary>The names of the project's own schemes.</summary>
    public IReadOnlyCollection<string> OwnSchemes { get; init; } = [];

    /// <summary>Whether something is wrong with it that was reported: it cannot run.</summary>
    public bool IsWrong { get; init; }

    /// <summary>What the model's item says; empty where it says nothing.</summary>
    public string this[string name] => _source.GetMetadata(name);

    /// <summary>The names of output formats.</summary>
    public string[] Formats => List("OutputFormat");

    public string[] List(string name) => ItemList.Of(_source, name);

    /// <summary>Files of samples, each with the name of its input where it has one.</summary>
    public string[] Data(string name) => [.. List(name).Select(text => DataFile.Parse(text).At(_paths.Absolute).ToString())];

    /// <summary>A file of the intermediate folder as the project would spell it.</summary>
    public string Intermediate(string place) => $"{_intermediate}{place}";

    /// <summary>Everything that the conversion writes and somebody uses, the model first.</summary>
    public IReadOnlyList<OutputPlace> Places()
    {
        var files = Outputs.Files;
        return [.. files.Where(file => file.Kind == FileKind.Model).Concat(files.Where(file => file.Kind != FileKind.Model)).Select(file => new OutputPlace(file, _paths.Absolute(Intermediate(file.Path))))];
    }

    /// <summary>Whether a file is copied to the output folder. Embedded models are in the assembly, not beside it.</summary>
    /// <param name="file">One of its files.</param>
    /// <param name="copyReports">Whether reports are copied.</param>
    public bool IsCopied(ConversionFile file, bool copyReports) =>
        file.IsReport ? copyReports : file.Kind != FileKind.Model || (this["EmbedAs"].Length == 0 && OutputFormats.HoldModel(Formats));

    /// <summary>Every file that decides the result and belongs to somebody else.</summary>
    public IEnumerable<string> Inputs() => [.. Sources(), .. BaselinePath is null ? [] : new[] { BaselinePath }];

    /// <summary>Those of them that no build ever writes.</summary>
    public IEnumerable<string> Sources() => [ModelPath, .. ExportInputs, .. DataFile.Paths([.. Data(nameof(ConversionRequest.CalibrationData)), .. Data(nameof(ConversionRequest.EvaluationData))])];
}
