using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>
/// Labels of COCO's annotation file, where each picture has annotations of one category, as sets for classification have it. What a detector finds is no class of a
/// picture: <see cref="CocoBoxes"/> and <see cref="CocoPersons"/> read that.
/// </summary>
internal static class CocoLabels
{
    private const long LongestFile = 256 << 20;

    /// <returns>For each picture its category: the name where classes are listed, else the id.</returns>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/>, or <see cref="MrqCodes.DatasetDoesNotFit"/> for a picture of several categories.</exception>
    public static IReadOnlyList<(string File, string Label)> Read(string path, bool named)
    {
        if (DatasetFile.LengthOf(path) > LongestFile)
        {
            throw DatasetErrors.CannotRead("The annotations are longer than 256 MiB.").InFile(path);
        }

        try
        {
            using var file = DatasetFile.Open(path);
            using var document = JsonDocument.Parse(file);
            return Read(document.RootElement, named);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException || DatasetErrors.IsReadFailure(error))
        {
            throw DatasetErrors.CannotRead("The file is not COCO's: it must have 'images' with 'id' and 'file_name', 'annotations' with 'image_id' and 'category_id', and 'categories'.", cause: error).InFile(path);
        }
    }

    private static List<(string File, string Label)> Read(JsonElement root, bool named)
    {
        var names = new Dictionary<long, string>();
        foreach (var category in root.GetProperty("categories").EnumerateArray())
        {
            names[category.GetProperty("id").GetInt64()] = category.GetProperty("name").GetString()!;
        }

        var categories = new Dictionary<long, long>();
        var several = new HashSet<long>();
        foreach (var annotation in root.GetProperty("annotations").EnumerateArray())
        {
            var (image, category) = (annotation.GetProperty("image_id").GetInt64(), annotation.GetProperty("category_id").GetInt64());
            if (!categories.TryAdd(image, category) && categories[image] != category)
            {
                several.Add(image);
            }
        }

        var labels = new List<(string File, string Label)>();
        foreach (var image in root.GetProperty("images").EnumerateArray())
        {
            var (id, file) = (image.GetProperty("id").GetInt64(), image.GetProperty("file_name").GetString()!);
            if (several.Contains(id))
            {
                throw DatasetErrors.DoesNotFit($"'{DatasetErrors.Printable(file)}' has annotations of several categories; a classifier is measured on pictures of one; the metric map takes boxes.");
            }

            if (categories.TryGetValue(id, out var category))
            {
                labels.Add((file.Replace('\\', '/'), named ? names[category] : FormattableString.Invariant($"{category}")));
            }
        }

        return labels;
    }
}
