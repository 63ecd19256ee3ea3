using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>What COCO's annotations say of pictures as an array of rows, as many for each picture as the one with most has.</summary>
internal static class CocoRows
{
    /// <summary>512 MiB.</summary>
    private const long MostNumbers = 1 << 27;

    /// <param name="set">The pictures.</param>
    /// <param name="labels">COCO's file.</param>
    /// <param name="columns">Numbers of a row; null where the rows say it.</param>
    /// <param name="rows">The rows of one picture.</param>
    public static NumpyArray Of(MediaSet set, string labels, int? columns, Func<CocoFile, IEnumerable<CocoObject>, CocoImage, float[][]> rows)
    {
        if (!Path.GetExtension(labels).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            throw DatasetErrors.DoesNotFit("Boxes and keypoints of pictures are COCO's annotations, a .json file; name it as labels=PATH.").InFile(labels);
        }

        var file = CocoFile.Read(labels);
        var objects = file.Objects;
        var images = MediaLookup.Of(set, [.. file.Images.Select(image => (image.Value.File, image))]);
        var found = Array.ConvertAll(images, image => rows(file, objects[image.Key], image.Value));
        var (most, width) = (Math.Max(1, found.Max(one => one.Length)), columns ?? found.SelectMany(one => one).FirstOrDefault()?.Length ?? 0);
        if (width == 0)
        {
            throw DatasetErrors.DoesNotFit("No picture has an annotation with keypoints.").InFile(labels);
        }

        if ((long)images.Length * most * width > MostNumbers)
        {
            throw DatasetErrors.CannotRead(FormattableString.Invariant($"A picture has {most} annotations; for {images.Length} pictures these are more than are read.")).InFile(labels);
        }

        // A class of −1 is no object; a person of zeros has no labelled keypoint.
        var values = new float[images.Length * most * width];
        values.AsSpan().Fill(columns is null ? 0 : -1);
        for (var image = 0; image < images.Length; image++)
        {
            for (var row = 0; row < found[image].Length; row++)
            {
                found[image][row].CopyTo(values, ((image * most) + row) * width);
            }
        }

        return NumpyArray.Create<float>("annotations", new TensorShape(images.Length, most, width), values);
    }
}
