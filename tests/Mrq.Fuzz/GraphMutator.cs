using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Fuzz;

/// <summary>
/// Changes that go through a whole graph, so that its parts still fit together and what is behind the first checks is reached: a dimension that becomes
/// another one wherever it occurs, a type that becomes another one, constants that follow their shapes.
/// </summary>
internal sealed class GraphMutator(Dice dice)
{
    /// <summary>A constant that a changed shape makes larger than this is left as it is.</summary>
    private const long LargestConstant = 1 << 16;

    public FlatTable Mutate(FlatTable root) => dice.Roll(3) switch
    {
        0 => WithDimension(root),
        1 => WithType(root),
        _ => WithScale(root),
    };

    /// <summary>Constants as long as their shapes say, whatever they hold.</summary>
    public static FlatTable Repaired(FlatTable root)
    {
        var buffers = root.Tables("buffers");
        foreach (var tensor in root.Tables("subgraphs").SelectMany(subgraph => subgraph.Tables("tensors")))
        {
            var index = tensor.UInt32("buffer");
            if (index >= buffers.Length || buffers[(int)index].Vector("data") is not { Count: > 0 } data || tensor["sparsity"] is not null)
            {
                continue;
            }

            var dimensions = tensor.Vector("shape")?.ToInt32s() ?? [];
            var count = dimensions.Aggregate(1d, (product, dimension) => product * dimension);
            if (count is > 0 and <= LargestConstant && TensorTypes.FromNumber(tensor.Int32("type")).ByteCount((long)count) is > 0 and var length && length != data.Bytes.Length)
            {
                var bytes = new byte[length];
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = data.Bytes.Span[i % data.Bytes.Length];
                }

                buffers = buffers.SetItem((int)index, buffers[(int)index].With("data", new FlatVector(bytes, 1, data.Alignment)));
            }
        }

        return root.With("buffers", new FlatTableVector(buffers));
    }

    private FlatTable WithDimension(FlatTable root)
    {
        var dimensions = Tensors(root).SelectMany(tensor => tensor.Vector("shape")?.ToInt32s() ?? []).ToList();
        var (old, changed) = (dimensions.Count > 0 ? dice.Pick(dimensions) : 1, dice.OneIn(8) ? (int)OddValues.Integer(dice) : dice.Roll(20));
        return EachTensor(root, tensor => tensor.Vector("shape") is { } shape
            ? tensor.With("shape", FlatVector.Of([.. shape.ToInt32s().Select(dimension => dimension == old ? changed : dimension)]))
            : tensor);
    }

    private FlatTable WithType(FlatTable root)
    {
        var types = Tensors(root).Select(tensor => tensor.Int32("type")).ToList();
        ElementType[] all = [ElementType.Int8, ElementType.UInt8, ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.Float32, ElementType.Int4, ElementType.Bool];
        var (old, changed) = (types.Count > 0 ? dice.Pick(types) : 0, TensorTypes.ToNumber(dice.Pick(all)));
        return EachTensor(root, tensor =>
        {
            if (tensor.Int32("type") != old)
            {
                return tensor;
            }

            // The zero point goes with the type, or the reader would refuse it.
            tensor = tensor.WithScalar("type", changed);
            return tensor.Table("quantization") is { } quantization && quantization.Vector("scale") is { } scales
                ? tensor.With("quantization", quantization.With("zero_point", FlatVector.Of([.. new long[scales.Count]])))
                : tensor;
        });
    }

    private FlatTable WithScale(FlatTable root)
    {
        var factor = MathF.ScaleB(1, dice.Roll(dice.OneIn(4) ? 250 : 20) - (dice.OneIn(2) ? 125 : 10));
        var chance = 1 + dice.Roll(3);
        return EachTensor(root, tensor => tensor.Table("quantization") is { } quantization && quantization.Vector("scale") is { } scales && dice.OneIn(chance)
            ? tensor.With("quantization", quantization.With("scale", FlatVector.Of([.. scales.ToSingles().Select(scale => scale * factor)])))
            : tensor);
    }

    private static IEnumerable<FlatTable> Tensors(FlatTable root) => root.Tables("subgraphs").SelectMany(subgraph => subgraph.Tables("tensors"));

    private static FlatTable EachTensor(FlatTable root, Func<FlatTable, FlatTable> change) =>
        root.With("subgraphs", new FlatTableVector([.. root.Tables("subgraphs").Select(subgraph =>
            subgraph.With("tensors", new FlatTableVector([.. subgraph.Tables("tensors").Select(change)])))]));
}
