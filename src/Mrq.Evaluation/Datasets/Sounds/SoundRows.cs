using System.Buffers.Binary;
using Mrq.Audio;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets.Media;

namespace Mrq.Evaluation.Datasets.Sounds;

/// <summary>Sounds that stay in their files: each is decoded when its turn comes, and is one sample or several.</summary>
/// <param name="files">In their order.</param>
/// <param name="windows">Samples of each.</param>
/// <param name="features">What is made of each.</param>
/// <param name="elements">Elements of a sample.</param>
internal sealed class SoundRows(IReadOnlyList<MediaFile> files, IReadOnlyList<int> windows, SoundFeatures features, int elements) : IStoredRows
{
    public IEnumerable<ArrayRow> Rows(SampleRange range)
    {
        var (frontEnd, first) = (features.FrontEnd(), 0);
        for (var file = 0; file < files.Count && first < range.End; first += windows[file++])
        {
            if (first + windows[file] > range.First)
            {
                var index = first;
                foreach (var window in frontEnd.Windows(WavFile.Read(files[file].Path), elements))
                {
                    if (index >= range.First && index < range.End)
                    {
                        yield return Row(index, window);
                    }

                    index++;
                }
            }
        }
    }

    private ArrayRow Row(int index, float[] window)
    {
        var row = ArrayRow.Rent(index, window.Length * features.Type.BitWidth() / 8, out var data);
        for (var i = 0; i < window.Length; i++)
        {
            if (features.Type == ElementType.Int8)
            {
                data[i] = (byte)(sbyte)window[i];
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(data[(i * sizeof(float))..], window[i]);
            }
        }

        return row;
    }
}
