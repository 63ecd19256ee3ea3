using Mrq.Core.Graph;
using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>
/// Maps of classes from a folder of PNG files, each named as its picture: the index of the palette, or the level of grey, is the class, 255 none. A mask of another size than the model's maps is resized to the nearest pixel. Masks stay
/// in their files until their turn comes.
/// </summary>
/// <param name="masks">In the order of the pictures.</param>
/// <param name="size">Height and width of the maps.</param>
internal sealed class MaskRows(MediaFile[] masks, (int Height, int Width) size) : IStoredRows
{
    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.DatasetDoesNotFit"/> where labels are no folder, or a picture has no mask.</exception>
    public static NumpyArray Of(MediaSet set, (int Height, int Width) size)
    {
        var folder = set.Labels!;
        if (!Directory.Exists(folder))
        {
            throw DatasetErrors.DoesNotFit("The labels of maps are a folder of masks, PNG files that are named as the pictures; name it as labels=FOLDER.").InFile(folder);
        }

        var masks = MediaLookup.Of(set, [.. MediaFolder.FilesOf(folder, MediaKind.Pictures).Where(file => Path.GetExtension(file.Name).Equals(".png", StringComparison.OrdinalIgnoreCase)).Select(file => (file.Name, file))], byStem: true);
        return new NumpyArray("masks", ElementType.UInt8, new TensorShape(masks.Length, size.Height, size.Width), new MaskRows(masks, size));
    }

    public IEnumerable<ArrayRow> Rows(SampleRange range) => Enumerable.Range(range.First, range.Count).Select(index =>
    {
        var mask = MaskFile.Read(masks[index].Path);
        var levels = mask.Levels.Span;
        var row = ArrayRow.Rent(index, size.Height * size.Width, out var data);
        for (var y = 0; y < size.Height; y++)
        {
            var from = Nearest(y, size.Height, mask.Height) * mask.Width;
            for (var x = 0; x < size.Width; x++)
            {
                data[(y * size.Width) + x] = levels[from + Nearest(x, size.Width, mask.Width)];
            }
        }

        return row;
    });

    /// <summary>The pixel in which the centre of a new one lies.</summary>
    private static int Nearest(int place, int of, int all) => (int)(((2L * place) + 1) * all / (2L * of));
}
