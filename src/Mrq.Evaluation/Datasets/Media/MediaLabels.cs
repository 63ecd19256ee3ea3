using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>The class of each file: by a file of labels, else by the folder that it is in.</summary>
internal static class MediaLabels
{
    /// <summary>Null where nothing says it.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadDataset"/>, or <see cref="MrqCodes.DatasetDoesNotFit"/> naming the file.</exception>
    public static int[]? Of(MediaSet set)
    {
        var classes = set.Classes is null ? null : ClassList.Read(set.Classes);
        var labels = set.Labels is not null ? ByFile(set, classes is not null) : ByFolder(set, classes);
        return labels is null ? null : [.. set.Files.Select((file, i) => IndexOf(labels[i], classes, file, set))];
    }

    private static int IndexOf(string label, ClassList? classes, MediaFile file, MediaSet set) =>
        classes?.IndexOf(label) is { } index ? index
        : int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw DatasetErrors.DoesNotFit(
            $"The class '{DatasetErrors.Printable(label)}' of '{DatasetErrors.Printable(file.Name)}' is {(classes is null ? "no index; name the list of classes as classes=PATH" : "not to be told by the list of classes")}.").InFile(set.Labels ?? set.Classes ?? set.Source);

    /// <summary>A class is a folder; without a list of them they count in the order of their names. One folder alone, and files beside folders, say nothing.</summary>
    private static string[]? ByFolder(MediaSet set, ClassList? classes)
    {
        var folders = set.Files.Select(file => file.Folder).ToArray();
        var distinct = folders.Distinct().Order(StringComparer.Ordinal).ToList();
        return distinct.Contains(null) || (distinct.Count < 2 && classes is null) ? null
            : Array.ConvertAll(folders, folder => classes is not null ? folder! : distinct.IndexOf(folder).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What a file of labels says of each, as it stands there.</summary>
    public static string[] ByFile(MediaSet set, bool hasClasses)
    {
        var path = set.Labels!;
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => MediaLookup.Of(set, CocoLabels.Read(path, hasClasses)),
            ".csv" => MediaLookup.Of(set, MediaTable.Read(path, set.Kind)),
            _ => ByLines(set, path),
        };
    }

    /// <summary>Lines of "file label", as Caffe's val.txt has them, or a label a line in the order of the files' names, as ImageNet's own file of its validation set has it.</summary>
    private static string[] ByLines(MediaSet set, string path)
    {
        using var reader = new StreamReader(DatasetFile.Open(path));
        var lines = new List<string>();
        while (reader.ReadLine() is { Length: < 4096 } line)
        {
            lines.Add(line.Trim());
        }

        lines.RemoveAll(line => line.Length == 0);
        var pairs = lines.ConvertAll(line => line.LastIndexOfAny([' ', '\t']) is > 0 and var end ? (File: line[..end].TrimEnd().Replace('\\', '/'), Label: line[(end + 1)..]) : default);
        return lines.Count > 0 && pairs.TrueForAll(pair => pair.File is not null && set.Kind.IsNamedSo(pair.File)) ? MediaLookup.Of(set, pairs)
            : lines.Count == set.Files.Length ? [.. lines]
            : throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The file has {lines.Count} labels for {set.Files.Length} {set.Kind.Noun}s; give one for each in the order of their names, or 'file label' on each line.")).InFile(path);
    }
}
