using System.Security.Cryptography;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;

namespace Mrq.Sweeps;

/// <summary>
/// A sweep in units of work: every process that has this file and the results of others knows what there is to do. The same models, data, options and tool
/// give the same bytes. Paths are relative to the plan's folder, so that machines may see that folder in different places.
/// </summary>
/// <param name="Tool">The tool that planned it, and the only one that may run it.</param>
/// <param name="Models">The models.</param>
/// <param name="Conversions">What becomes of them.</param>
/// <param name="Units">What there is to do: conversions and data first, then what depends on them; of each stage the longest first.</param>
internal sealed record SweepPlan(string Tool, IReadOnlyList<PlannedModel> Models, IReadOnlyList<PlannedConversion> Conversions, IReadOnlyList<SweepUnit> Units)
{
    /// <summary>Grows when a field that exists changes.</summary>
    public const int Version = 1;

    private const long LongestPlan = 1L << 30;

    public int SchemaVersion { get; init; } = Version;

    /// <summary>The SHA-256 of everything else.</summary>
    public string Id { get; init; } = "";

    /// <summary>The samples that the conversion of a model measures itself, as what is told of a conversion needs the first of them.</summary>
    public static SampleRange FirstRange(int samples) => new(0, Math.Min(SampleRun.FirstSamples, samples));

    /// <summary>The ranges of a model's samples, in their order: that of its conversions, and those of units.</summary>
    public IReadOnlyList<SampleRange> RangesOf(int model) =>
    [
        FirstRange(Models[model].Samples),
        .. Units.Where(unit => unit.Kind == UnitKind.Evaluate && unit.Conversion == FirstConversionOf(model)).Select(unit => unit.Range).OrderBy(range => range.First),
    ];

    /// <summary>The unit that converts.</summary>
    public SweepUnit ConvertUnitOf(int conversion) => Units.First(unit => unit.Kind == UnitKind.Convert && unit.Conversion == conversion);

    public byte[] Write()
    {
        var plan = this with { Id = "" };
        return SweepJson.Bytes(plan with { Id = Convert.ToHexStringLower(SHA256.HashData(SweepJson.Bytes(plan))) });
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadSweep"/>, or <see cref="MrqCodes.OtherSweepVersion"/> for a plan of another tool.</exception>
    public static SweepPlan Read(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > LongestPlan)
        {
            throw new MrqException(MrqCodes.FileMissing, "the plan does not exist, or is longer than 1 GiB; write it with 'mrq sweep plan'.", new MrqPlace(path));
        }

        var bytes = ModelFile.ReadBytes(path);
        var plan = SweepJson.Read<SweepPlan>(bytes);
        if (plan is not { Models: not null, Conversions: not null, Units: not null, Tool: not null })
        {
            throw new MrqException(MrqCodes.BadSweep, "the file is no plan of a sweep; write it with 'mrq sweep plan'.", new MrqPlace(path));
        }

        if (plan.SchemaVersion != Version || plan.Tool != SweepTool.Id)
        {
            throw new MrqException(MrqCodes.OtherSweepVersion, $"the plan was made by {SafeText.Name(plan.Tool)}, and this is {SweepTool.Id}; every process of a sweep is the same build of the tool: plan it anew, or run that one.", new MrqPlace(path));
        }

        // What was changed by hand could mean anything; the bytes tell.
        return bytes.AsSpan().SequenceEqual(plan.Write()) && plan.IsConsistent()
            ? plan
            : throw new MrqException(MrqCodes.BadSweep, "the plan was changed after it was made; write it anew with 'mrq sweep plan'.", new MrqPlace(path));
    }

    private int FirstConversionOf(int model) => Enumerable.Range(0, Conversions.Count).First(conversion => Conversions[conversion].Model == model);

    private bool IsConsistent() =>
        Conversions.All(conversion => conversion.Model >= 0 && conversion.Model < Models.Count)
        && Units.All(unit => unit.Kind == UnitKind.Data ? unit.Model >= 0 && unit.Model < Models.Count : unit.Conversion >= 0 && unit.Conversion < Conversions.Count)
        && Models.All(model => model is { Options: not null, Evaluation: not null, Calibration: not null, File: not null, Samples: >= 0 });
}

/// <summary>A model of a sweep.</summary>
/// <param name="File">The model.</param>
/// <param name="Options">What is said of it, by the names of metadata.</param>
/// <param name="Samples">How many samples its evaluation data has; 0 where there is none.</param>
internal sealed record PlannedModel(PlannedFile File, IReadOnlyDictionary<string, IReadOnlyList<string>> Options, int Samples)
{
    /// <summary>Files of samples with labels, as the user names them.</summary>
    public IReadOnlyList<PlannedFile> Evaluation { get; init; } = [];

    /// <summary>Files of samples for the passes.</summary>
    public IReadOnlyList<PlannedFile> Calibration { get; init; } = [];

    /// <summary>A report, or a folder of reports, that conversions must not be worse than; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>The container that conversions are written in; null for the model's own.</summary>
    public string? Format { get; init; }
}

/// <summary>An input as it was when the sweep was planned.</summary>
/// <param name="Path">The file or folder, with the name of an input where the user gave one.</param>
/// <param name="Sha256">Of its bytes; of a folder or a table, of the names and bytes of all that is read for it.</param>
/// <param name="Length">Bytes of all of it.</param>
internal sealed record PlannedFile(string Path, string Sha256, long Length);

/// <summary>A model and what it is converted to.</summary>
/// <param name="Model">Its number.</param>
/// <param name="Scheme">A target or scheme by its name.</param>
/// <param name="Definition">The file that defines the scheme; null for one of the catalogue.</param>
/// <param name="Output">Where the converted model goes below the output folder.</param>
internal sealed record PlannedConversion(int Model, string Scheme, PlannedFile? Definition, string Output);
