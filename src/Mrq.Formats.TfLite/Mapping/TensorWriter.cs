using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Tensors of the graph as tables, each starting from the table that the file has for it.</summary>
internal sealed class TensorWriter(BufferPool buffers)
{
    private static readonly Tensor Nothing = new() { Name = "", Type = ElementType.Float32, Shape = default };

    /// <summary>A tensor that the file does not have.</summary>
    public FlatTable Add(Tensor tensor)
    {
        // An empty shape is written for a scalar, too: without one, readers take the rank for unknown.
        var table = new FlatTable(TfLiteSchema.Instance.Table("Tensor")).With("shape", FlatVector.Of(tensor.Shape.Dimensions.AsSpan()));
        table = table.WithScalar("buffer", tensor.Data is { } data ? buffers.Add(data) : buffers.Empty());
        return Update(table, Nothing with { Data = tensor.Data, Shape = tensor.Shape }, tensor);
    }

    /// <summary>The table with what differs between two tensors; the same instance when nothing does.</summary>
    public FlatTable Update(FlatTable table, Tensor source, Tensor tensor)
    {
        if (ReferenceEquals(source, tensor))
        {
            return table;
        }

        if (source.Name != tensor.Name)
        {
            table = table.With("name", FlatString.Of(tensor.Name));
        }

        if (source.Type != tensor.Type)
        {
            table = table.WithScalar("type", TensorTypes.ToNumber(tensor.Type));
        }

        if (source.Shape != tensor.Shape)
        {
            table = WithShape(table, tensor.Shape);
        }

        if (!Equals(source.Quantization, tensor.Quantization))
        {
            table = table.With("quantization", QuantizationWriter.Update(table.Table("quantization"), source.Quantization, tensor.Quantization));
        }

        if (source.IsVariable != tensor.IsVariable)
        {
            table = table.WithScalar("is_variable", tensor.IsVariable ? 1 : 0);
        }

        return SameData(source.Data, tensor.Data) ? table : WithData(table, tensor.Data);
    }

    private FlatTable WithData(FlatTable table, ReadOnlyMemory<byte>? data)
    {
        // New data are dense, whatever the old ones were.
        table = table.With("sparsity", null);
        var index = table.Int32("buffer");
        if (data is { } bytes)
        {
            return table.WithScalar("buffer", buffers.Replace(index, bytes));
        }

        buffers.Release(index);
        return table.WithScalar("buffer", buffers.Empty());
    }

    /// <summary>The signature has the same shape with −1 where the size is open; it follows as far as the rank lets it.</summary>
    private static FlatTable WithShape(FlatTable table, TensorShape shape)
    {
        table = table.With("shape", FlatVector.Of(shape.Dimensions.AsSpan()));
        if (table.Vector("shape_signature") is not { } signature)
        {
            return table;
        }

        if (signature.Count != shape.Rank)
        {
            return table.With("shape_signature", null);
        }

        var dimensions = signature.ToInt32s().ToBuilder();
        for (var i = 0; i < dimensions.Count; i++)
        {
            dimensions[i] = dimensions[i] < 0 ? dimensions[i] : shape[i];
        }

        return table.With("shape_signature", FlatVector.Of(dimensions.ToImmutable().AsSpan()));
    }

    private static bool SameData(ReadOnlyMemory<byte>? left, ReadOnlyMemory<byte>? right) =>
        left.HasValue == right.HasValue && left.GetValueOrDefault().Span.SequenceEqual(right.GetValueOrDefault().Span);
}
