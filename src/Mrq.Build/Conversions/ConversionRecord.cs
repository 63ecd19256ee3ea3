using System.Text;
using Mrq.Files;

namespace Mrq.Build.Conversions;

/// <summary>
/// What is written beside a converted model once its conversion succeeded: the options, the state of every input before it began, and
/// the state of every output after it ended. A conversion is up to date as long as this text, made anew, is the one in the file: it does
/// not matter which file is newer.
/// </summary>
internal sealed class ConversionRecord(string tool)
{
    private const string OutputPrefix = "output ";
    private const string BaselinePrefix = "baseline ";

    /// <summary>Metadata that decides where the result goes, or that is here in another form.</summary>
    private static readonly HashSet<string> WithoutInfluence = ["TargetScheme", "BaselineReport", "EmbedAs", "Link"];

    /// <summary>Whether the last conversion was this one and everything is as it left it.</summary>
    public bool IsUpToDate(ConversionItem item, Fingerprints files, bool ignoreBaseline)
    {
        var recorded = Read(item);
        IEnumerable<string> current = [.. Inputs(item, files).Concat(Outputs(item, files)).Select(OneLine)];
        return ignoreBaseline
            ? recorded.Where(IsNotOfBaseline).SequenceEqual(current.Where(IsNotOfBaseline))
            : recorded.SequenceEqual(current);
    }

    /// <summary>Whether nothing but the last conversion wrote the outputs; true where there was none.</summary>
    public static bool HasOwnOutputs(ConversionItem item, Fingerprints files)
    {
        var recorded = Read(item).Where(IsOfOutput).ToList();
        return recorded.Count == 0 || recorded.SequenceEqual(Outputs(item, files).Select(OneLine));
    }

    /// <summary>Places below the output folder to which files of the last conversion went.</summary>
    public static IEnumerable<string> TargetPaths(ConversionItem item) =>
        Read(item).Where(IsOfOutput).Select(line => line[OutputPrefix.Length..].Split(' ', 2)).Where(parts => parts.Length == 2).Select(parts => parts[1]);

    /// <summary>Options and inputs, one a line; to be taken before the conversion reads them.</summary>
    public IReadOnlyList<string> Inputs(ConversionItem item, Fingerprints files) =>
    [
        $"tool {tool}",
        $"scheme {item.Scheme} {item.SchemeFile?.Digest}",
        .. ModelMetadata.Own.Where(name => !WithoutInfluence.Contains(name)).Select(name => $"{name} {item[name]}"),
        $"{ModelContainer.LayoutOption} {item[ModelContainer.LayoutOption]}",
        .. item.Outputs.Exports.SelectMany(export => export.Format.Options.Select(option => $"{export.Format.Name} {option.Name} {item[option.Name]}")),
        .. item.ExportInputs.Select(path => $"export {files.Of(path)}"),
        $"model {files.Of(item.ModelPath)} {item.Model}",
        .. item.Data(nameof(ConversionRequest.CalibrationData)).Select(path => $"calibration {files.OfData(path)}"),
        .. item.Data(nameof(ConversionRequest.EvaluationData)).Select(path => $"evaluation {files.OfData(path)}"),
        .. item.BaselinePath is null ? [] : new[] { $"{BaselinePrefix}{files.Of(item.BaselinePath)} {item["BaselineReport"]}" },
    ];

    /// <summary>Written last, so that what a conversion left unfinished has no record.</summary>
    public static void Write(ConversionItem item, IReadOnlyList<string> inputs) =>
        OutputFile.Write(item.RecordPath, Encoding.UTF8.GetBytes(string.Concat(inputs.Concat(Outputs(item, new Fingerprints())).Select(line => $"{OneLine(line)}\n"))));

    private static IEnumerable<string> Outputs(ConversionItem item, Fingerprints files) => item.Places().Select(output => $"{OutputPrefix}{files.Of(output.Path)} {output.TargetPath}");

    private static string[] Read(ConversionItem item)
    {
        try
        {
            return File.Exists(item.RecordPath) ? File.ReadAllLines(item.RecordPath) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsOfOutput(string line) => line.StartsWith(OutputPrefix, StringComparison.Ordinal);

    private static bool IsNotOfBaseline(string line) => !line.StartsWith(BaselinePrefix, StringComparison.Ordinal);

    private static string OneLine(string text) => text.Replace('\n', ' ').Replace('\r', ' ');
}
