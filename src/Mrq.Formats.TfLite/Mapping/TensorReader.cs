using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Tables <c>Tensor</c> and <c>Buffer</c> as tensors of the graph.</summary>
internal sealed class TensorReader(ImmutableArray<FlatTable> buffers, VectorCache vectors, SparseConstants sparse)
{
    /// <summary>Far over what any kernel takes; it keeps every later product over a shape short.</summary>
    private const int MaximumRank = 64;

    public Tensor Read(FlatTable table, int index)
    {
        var name = table.Text("name") ?? "";
        var type = TensorTypes.FromNumber(table.Int32("type"));
        var shape = Shape(table, Label(name, index));
        var data = Data(table, Label(name, index));
        return new Tensor
        {
            Name = name,
            Type = type,
            Shape = shape,
            Quantization = Quantization(table.Table("quantization"), type, Label(name, index)),
            Data = data is { } stored && table.Table("sparsity") is { } sparsity ? sparse.ToDense(sparsity, type, shape, stored, Label(name, index)) : data,
            IsVariable = table.Bool("is_variable"),
        };
    }

    private static string Label(string name, int index) => name.Length > 0 ? name : $"#{index}";

    private TensorShape Shape(FlatTable table, string label)
    {
        var vector = table.Vector("shape");
        if (vector?.Count > MaximumRank)
        {
            throw TfLiteErrors.InvalidTensor(label, $"The shape has {vector.Count} dimensions; more than {MaximumRank} make no sense.");
        }

        var shape = vectors.Shape(vector);
        var count = 1L;
        foreach (var dimension in shape.Dimensions)
        {
            if (dimension < 0)
            {
                throw TfLiteErrors.InvalidTensor(label, $"A dimension of the shape is negative ({dimension}).");
            }

            // A zero elsewhere in the shape must not hide a product that no kernel could hold.
            count *= Math.Max(1, dimension);
            if (count > int.MaxValue)
            {
                throw TfLiteErrors.InvalidTensor(label, "The shape has more than 2^31 - 1 elements.");
            }
        }

        return shape;
    }

    private QuantizationParameters? Quantization(FlatTable? table, ElementType type, string label)
    {
        if (table?.Vector("scale") is not { Count: > 0 } scales)
        {
            return null;
        }

        var zeroPoints = vectors.ZeroPoints(scales, table.Vector("zero_point"));
        var (minimum, maximum) = type.ZeroPointRange();
        if (zeroPoints.Smallest < minimum || zeroPoints.Largest > maximum)
        {
            var outside = zeroPoints.Smallest < minimum ? zeroPoints.Smallest : zeroPoints.Largest;
            throw TfLiteErrors.InvalidTensor(label, $"The zero point {outside} is outside of what {type.FieldName()} can have, {minimum} to {maximum}.");
        }

        return new QuantizationParameters(vectors.Singles(scales), zeroPoints.Values, table.Int32("quantized_dimension"));
    }

    private ReadOnlyMemory<byte>? Data(FlatTable table, string label)
    {
        if (table.UInt32("external_buffer") != 0)
        {
            throw TfLiteErrors.InvalidTensor(label, "The tensor's data is in another file (external_buffer), which Mrq.Build does not read.");
        }

        var index = table.UInt32("buffer");
        if (index >= (uint)buffers.Length)
        {
            // A file without any buffers means the empty one by 0, the default.
            return index == 0 ? null : throw TfLiteErrors.InvalidTensor(label, $"The tensor's buffer {index} is not one of the file's {buffers.Length}.");
        }

        return buffers[(int)index].Vector("data") is { Count: > 0 } data ? data.Bytes : (ReadOnlyMemory<byte>?)null;
    }
}
