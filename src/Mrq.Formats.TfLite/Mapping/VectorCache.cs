using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Copies each vector of the file once, however many tensors and operators share it.</summary>
internal sealed class VectorCache
{
    private readonly Dictionary<FlatVector, ImmutableArray<int>> _int32s = [];
    private readonly Dictionary<FlatVector, ImmutableArray<float>> _singles = [];
    private readonly Dictionary<FlatVector, TensorShape> _shapes = [];
    private readonly Dictionary<(FlatVector Scales, FlatVector? ZeroPoints), ZeroPointVector> _zeroPoints = [];

    public ImmutableArray<int> Int32s(FlatVector? vector) => Get(_int32s, vector, [], static v => v.ToInt32s());

    public ImmutableArray<float> Singles(FlatVector? vector) => Get(_singles, vector, [], static v => v.ToSingles());

    public TensorShape Shape(FlatVector? vector) => Get(_shapes, vector, default, static v => new TensorShape(v.ToInt32s().AsSpan()));

    /// <summary>
    /// As many zero points as scales. The format lets the counts differ: none are zeros, one serves all scales, and otherwise
    /// what is missing is zero and what is too much is left out. The file keeps its own vector unless the values change.
    /// </summary>
    public ZeroPointVector ZeroPoints(FlatVector scales, FlatVector? zeroPoints)
    {
        if (!_zeroPoints.TryGetValue((scales, zeroPoints), out var vector))
        {
            var values = zeroPoints?.ToInt64s() ?? [];
            if (values.Length != scales.Count)
            {
                var filled = new long[scales.Count];
                filled.AsSpan().Fill(values.Length == 1 ? values[0] : 0);
                values.AsSpan()[..Math.Min(values.Length, filled.Length)].CopyTo(filled);
                values = [.. filled];
            }

            vector = new ZeroPointVector(values, values.Min(), values.Max());
            _zeroPoints.Add((scales, zeroPoints), vector);
        }

        return vector;
    }

    private static T Get<T>(Dictionary<FlatVector, T> cache, FlatVector? vector, T empty, Func<FlatVector, T> read)
    {
        if (vector is null)
        {
            return empty;
        }

        if (!cache.TryGetValue(vector, out var value))
        {
            value = read(vector);
            cache.Add(vector, value);
        }

        return value;
    }
}
