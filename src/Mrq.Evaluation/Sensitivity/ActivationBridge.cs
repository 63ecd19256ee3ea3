using Mrq.Core.Graph;
using Mrq.Evaluation.Layers;

namespace Mrq.Evaluation.Sensitivity;

/// <summary>Carries an activation from a graph to its conversion or back: the integers that stand for the same real numbers there.</summary>
internal sealed class ActivationBridge
{
    private readonly (QuantizedValues From, QuantizedValues To)? _values;

    private ActivationBridge((QuantizedValues From, QuantizedValues To)? values) => _values = values;

    /// <summary>Null where the two do not stand for the same numbers: of other shapes, or quantized in one graph alone.</summary>
    /// <param name="from">The activation where it was computed.</param>
    /// <param name="fromFolded">What it stands for there, if not itself.</param>
    /// <param name="to">The same activation in the other graph.</param>
    /// <param name="toFolded">What it stands for there, if not itself.</param>
    public static ActivationBridge? Create(Tensor from, FoldedActivation? fromFolded, Tensor to, FoldedActivation? toFolded)
    {
        if (from.Shape != to.Shape)
        {
            return null;
        }

        if (from.Quantization is null && to.Quantization is null)
        {
            return from.Type == to.Type && from.Type.BitWidth() % 8 == 0 ? new ActivationBridge(null) : null;
        }

        if (LayerTensor.Create(from, fromFolded)?.Values is not { } values || LayerTensor.Create(to, toFolded)?.Values is not { } others)
        {
            return null;
        }

        var areEqual = values.Type == others.Type && values.ZeroPoint == others.ZeroPoint && values.Scales.AsSpan().SequenceEqual(others.Scales);
        return new ActivationBridge(areEqual ? null : (values, others));
    }

    public void Carry(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (_values is { } values)
        {
            values.From.ConvertTo(from, values.To, to);
        }
        else
        {
            from.CopyTo(to);
        }
    }
}
