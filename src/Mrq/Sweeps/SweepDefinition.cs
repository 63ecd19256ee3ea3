using System.Globalization;
using System.Text;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Evaluation.Datasets;

namespace Mrq.Sweeps;

/// <summary>What somebody wants of a sweep: models, each with its targets, its data and its options.</summary>
/// <param name="Models">The models.</param>
public sealed record SweepDefinition(IReadOnlyList<SweepModel> Models)
{
    private const string ModelName = "Model";
    private const string TargetName = "TargetScheme";

    /// <summary>More than any definition has.</summary>
    private const long LongestFile = 16 << 20;

    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 };

    /// <summary>All names that stand beside a model, as metadata of items has them.</summary>
    private static IReadOnlyList<string> Names => [ModelName, TargetName, nameof(ConversionRequest.CalibrationData), nameof(ConversionRequest.EvaluationData), nameof(ConversionRequest.BaselineReport), nameof(ConversionRequest.OutputFormat), .. ConversionMetadata.Values];

    /// <summary>
    /// Reads a JSON file: <c>models</c>, each an object with <c>model</c> and the metadata of docs/items.md, and in <c>defaults</c> what is meant where a model
    /// leaves it out. Names are compared without case; paths are relative to the file.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="failures">Gets everything that is wrong with it.</param>
    /// <returns>What could be read of it.</returns>
    public static SweepDefinition Read(string path, ICollection<MrqException> failures)
    {
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > LongestFile)
            {
                throw new MrqException(MrqCodes.FileMissing, "the definition of the sweep does not exist, or is longer than 16 MiB; correct the path.");
            }

            var bytes = ModelFile.ReadBytes(path);
            using var json = JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0), Reading);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var root = Members(json.RootElement, "the definition", ["models", "defaults"], failures);
            var defaults = root.TryGetValue("defaults", out var common) ? Fields(common, "defaults", failures) : [];
            var models = root.TryGetValue("models", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
            if (models.Count == 0)
            {
                throw new MrqException(MrqCodes.BadSweep, "the definition has no models; write \"models\": [{ \"model\": \"a.tflite\", \"targetScheme\": [\"tflite-int8\"] }].");
            }

            return new SweepDefinition([.. models.Select((model, place) => Model(Fields(model, string.Create(CultureInfo.InvariantCulture, $"model {place}"), failures), defaults, folder, place, failures)).OfType<SweepModel>()]);
        }
        catch (MrqException error)
        {
            failures.Add(error.InFile(path));
        }
        catch (JsonException error)
        {
            failures.Add(new MrqException(MrqCodes.BadSweep, string.Create(CultureInfo.InvariantCulture, $"the definition is no JSON: line {error.LineNumber + 1} cannot be read."), new MrqPlace(path), error));
        }

        return new SweepDefinition([]);
    }

    private static SweepModel? Model(Dictionary<string, IReadOnlyList<string>> fields, Dictionary<string, IReadOnlyList<string>> defaults, string folder, int place, ICollection<MrqException> failures)
    {
        IReadOnlyList<string> List(string name) => fields.GetValueOrDefault(name) ?? defaults.GetValueOrDefault(name) ?? [];
        string At(string path) => Path.GetFullPath(path, folder);
        var schemes = List(TargetName).Select(scheme => Scheme(scheme, At, failures)).ToList();
        if (fields.GetValueOrDefault(ModelName) is not [{ Length: > 0 } model] || schemes.Count == 0)
        {
            failures.Add(new MrqException(MrqCodes.BadSweep, string.Create(CultureInfo.InvariantCulture, $"model {place} needs \"model\", the path of a file, and \"targetScheme\", one name or a list of names.")));
            return null;
        }

        var below = Path.GetRelativePath(folder, At(model)).Replace(Path.DirectorySeparatorChar, '/');
        return new SweepModel(At(model), below.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(below) ? Path.GetFileName(model) : below, schemes)
        {
            Evaluation = [.. List(nameof(ConversionRequest.EvaluationData)).Select(text => DataFile.Parse(text).At(At).ToString())],
            Calibration = [.. List(nameof(ConversionRequest.CalibrationData)).Select(text => DataFile.Parse(text).At(At).ToString())],
            Baseline = List(nameof(ConversionRequest.BaselineReport)) is [{ Length: > 0 } baseline] ? At(baseline) + (baseline[^1] is '/' or '\\' ? "/" : "") : null,
            Format = List(nameof(ConversionRequest.OutputFormat)) is [{ Length: > 0 } format] ? format : null,
            Options = ConversionMetadata.Values.Where(name => List(name).Count > 0).ToDictionary(name => name, List),
        };
    }

    /// <summary>A scheme's name, and its file where a file was given.</summary>
    private static SweepScheme Scheme(string text, Func<string, string> at, ICollection<MrqException> failures)
    {
        try
        {
            return Path.GetExtension(text).Equals(".json", StringComparison.OrdinalIgnoreCase) ? new SweepScheme(SchemeFile.Read(at(text), NamedSchemes.Named).Name, at(text)) : new SweepScheme(text, null);
        }
        catch (MrqException error)
        {
            failures.Add(error);
            return new SweepScheme(text, null);
        }
    }

    /// <summary>What an object says, by the names that there are.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Fields(JsonElement element, string where, ICollection<MrqException> failures) =>
        Members(element, where, Names, failures).ToDictionary(member => member.Key, member => Texts(member.Value, $"{where}: {member.Key}", failures));

    private static Dictionary<string, JsonElement> Members(JsonElement element, string where, IReadOnlyList<string> names, ICollection<MrqException> failures)
    {
        var members = new Dictionary<string, JsonElement>();
        if (element.ValueKind != JsonValueKind.Object)
        {
            failures.Add(new MrqException(MrqCodes.BadSweep, $"{where} is no object of names and values."));
            return members;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (names.FirstOrDefault(name => name.Equals(member.Name, StringComparison.OrdinalIgnoreCase)) is not { } known)
            {
                failures.Add(new MrqException(MrqCodes.BadSweep, $"{where} has '{SafeText.Name(member.Name)}', which means nothing; {NearestNames.IfMeant(member.Name, names)}see docs/scale.md for the names."));
            }
            else if (!members.TryAdd(known, member.Value.Clone()))
            {
                failures.Add(new MrqException(MrqCodes.BadSweep, $"{where} has {known} twice; leave one."));
            }
        }

        return members;
    }

    /// <summary>A value, or a list of values, as metadata would have it.</summary>
    private static IReadOnlyList<string> Texts(JsonElement value, string where, ICollection<MrqException> failures)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().SelectMany(entry => Texts(entry, where, failures))];
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return [value.GetString()!];
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return [value.GetRawText()];
            default:
                failures.Add(new MrqException(MrqCodes.BadSweep, $"{where} is no text, number or list of these."));
                return [];
        }
    }
}

/// <summary>A model of a sweep.</summary>
/// <param name="Path">The model.</param>
/// <param name="Place">Where its conversions go below the output folder: the same path with the scheme before its extension.</param>
/// <param name="Schemes">What it is converted to.</param>
public sealed record SweepModel(string Path, string Place, IReadOnlyList<SweepScheme> Schemes)
{
    /// <summary>Samples with labels, as <see cref="DataFile"/> reads them.</summary>
    public IReadOnlyList<string> Evaluation { get; init; } = [];

    /// <summary>Samples for the passes.</summary>
    public IReadOnlyList<string> Calibration { get; init; } = [];

    /// <summary>A report, or with '/' behind it a folder of reports, that conversions must not be worse than; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>The container that models are written in; null for their own.</summary>
    public string? Format { get; init; }

    /// <summary>What <see cref="ConversionMetadata.Values"/> names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}

/// <summary>What a model is converted to.</summary>
/// <param name="Name">A target or scheme.</param>
/// <param name="Definition">The file that defines it; null for one of the catalogue.</param>
public sealed record SweepScheme(string Name, string? Definition);
