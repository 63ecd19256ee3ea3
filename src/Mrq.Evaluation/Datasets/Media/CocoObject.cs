using System.Text.Json;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>An annotation of COCO's.</summary>
/// <param name="Image">The id of its picture.</param>
/// <param name="Category">That of its class.</param>
/// <param name="Box">Left, top, width and height in pixels.</param>
/// <param name="Area">In square pixels; that of the box where the file does not say it.</param>
/// <param name="IsCrowd">Whether it is a region of many objects.</param>
/// <param name="Keypoints">In the order of the category; none where it has none.</param>
internal sealed record CocoObject(long Image, long Category, (double X, double Y, double Width, double Height) Box, double Area, bool IsCrowd, (double X, double Y, double Visibility)[] Keypoints)
{
    /// <summary>More keypoints than any skeleton has; a bound for memory.</summary>
    private const int MostKeypoints = 1024;

    /// <summary>Null where something is missing or no number.</summary>
    public static CocoObject? Of(JsonElement entry)
    {
        var hasKeypoints = entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("keypoints", out _);
        var keypoints = hasKeypoints ? CocoFile.Numbers(entry, "keypoints") : [];
        return CocoFile.Id(entry, "image_id") is { } image && CocoFile.Id(entry, "category_id") is { } category && CocoFile.Numbers(entry, "bbox") is [var x, var y, var width, var height]
            && keypoints is not null && keypoints.Length % 3 == 0 && keypoints.Length <= 3 * MostKeypoints
            ? new CocoObject(
                image,
                category,
                (x, y, width, height),
                CocoFile.Number(entry, "area") is >= 0 and var area ? area : width * height,
                CocoFile.Number(entry, "iscrowd") is > 0,
                [.. keypoints.Chunk(3).Select(one => (one[0], one[1], one[2]))])
            : null;
    }
}

/// <summary>A picture of COCO's.</summary>
/// <param name="File">Its name.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
internal sealed record CocoImage(string File, double Width, double Height);
