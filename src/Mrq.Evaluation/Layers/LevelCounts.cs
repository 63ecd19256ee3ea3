using System.Buffers;

namespace Mrq.Evaluation.Layers;

/// <summary>Counts of an activation's levels over all samples. They are whole numbers: the order of the samples, and the thread, do not show.</summary>
internal sealed class LevelCounts(LayerTensor tensor)
{
    private readonly long[] _counts = new long[tensor.Channels * LayerTensor.Levels];

    /// <summary>Adds a sample's values.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var sample = ArrayPool<int>.Shared.Rent(_counts.Length);
        Array.Clear(sample, 0, _counts.Length);
        var count = tensor.Count(bytes);
        for (int i = 0, channel = 0; i < count; i++)
        {
            sample[(channel * LayerTensor.Levels) + tensor.Level(bytes, i)]++;
            channel = channel + 1 == tensor.Channels ? 0 : channel + 1;
        }

        lock (_counts)
        {
            for (var level = 0; level < _counts.Length; level++)
            {
                _counts[level] += sample[level];
            }
        }

        ArrayPool<int>.Shared.Return(sample);
    }

    /// <summary>The counts with the real values of their levels, one grid for each channel that has its own.</summary>
    public IReadOnlyList<LevelGrid> Grids() =>
        [.. Enumerable.Range(0, tensor.Channels).Select(channel => tensor.Grid(channel, _counts[(channel * LayerTensor.Levels)..((channel + 1) * LayerTensor.Levels)]))];
}
