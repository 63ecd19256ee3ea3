using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Quantization of the graph as table <c>QuantizationParameters</c>.</summary>
internal static class QuantizationWriter
{
    /// <summary>The table with what differs; null when the tensor is no longer quantized.</summary>
    public static FlatTable? Update(FlatTable? table, QuantizationParameters? source, QuantizationParameters? target)
    {
        if (target is null)
        {
            return null;
        }

        table ??= new FlatTable(TfLiteSchema.Instance.Table("QuantizationParameters"));
        var sameScales = source is not null && source.Scales.AsSpan().SequenceEqual(target.Scales.AsSpan());
        var sameZeroPoints = source is not null && source.ZeroPoints.AsSpan().SequenceEqual(target.ZeroPoints.AsSpan());
        if (!sameScales)
        {
            table = table.With("scale", FlatVector.Of(target.Scales.AsSpan()));
        }

        if (!sameZeroPoints)
        {
            table = table.With("zero_point", FlatVector.Of(target.ZeroPoints.AsSpan()));
        }

        if (!sameScales || !sameZeroPoints)
        {
            // The range that the converter saw speaks of the old parameters.
            table = table.With("min", null).With("max", null);
        }

        // With one scale the dimension has no meaning, and files say anything; it is set only where channels were before.
        return target.IsPerTensor && source is not { IsPerTensor: false } ? table : table.WithScalar("quantized_dimension", target.Axis);
    }
}
