using System.Buffers.Binary;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets.Media;
using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets.Images;

/// <summary>Pictures that stay in their files: each is decoded and prepared when its turn comes.</summary>
/// <param name="files">In their order.</param>
/// <param name="preparation">What is made of each.</param>
/// <param name="input">Where the model's input has its pixels.</param>
/// <param name="type">uint8 for levels, float32 for what was not rounded to them.</param>
internal sealed class ImageRows(IReadOnlyList<MediaFile> files, ImagePreparation preparation, ImageInput input, ElementType type) : IStoredRows
{
    public IEnumerable<ArrayRow> Rows(SampleRange range) => Enumerable.Range(range.First, range.Count).Select(index =>
    {
        var file = files[index];
        var levels = preparation.Apply(PictureFile.Read(file.Path, input.Channels), input);
        var row = ArrayRow.Rent(index, levels.Length * type.BitWidth() / 8, out var data);
        for (var i = 0; i < levels.Length; i++)
        {
            if (type == ElementType.UInt8)
            {
                data[i] = (byte)MathF.Floor(levels[i] + 0.5f);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(data[(i * sizeof(float))..], levels[i]);
            }
        }

        return row;
    });
}
