using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Core.Geometry;

/// <summary>
/// How a linear layer's weights lie in memory: which output channel each belongs to, and what it is multiplied with. A row is what makes one
/// output channel.
/// </summary>
public sealed record WeightLayout
{
    private readonly TensorShape _weights;
    private readonly int _inputChannels;
    private readonly bool _isDepthwise;
    private readonly bool _isConvolution;

    private WeightLayout(Operator step, TensorShape weights, TensorShape input)
    {
        (_weights, _inputChannels) = (weights, input[^1]);
        (_isDepthwise, _isConvolution) = (step is DepthwiseConv2D, step is Conv2D or TransposeConv);
        ChannelAxis = step.Traits.ChannelAxis!.Value;
        Channels = weights[ChannelAxis];
        Count = (int)weights.ElementCount;
        RowLength = Count / Math.Max(1, Channels);
    }

    /// <summary>The dimension that counts output channels.</summary>
    public int ChannelAxis { get; }

    /// <summary>Output channels.</summary>
    public int Channels { get; }

    public int Count { get; }

    /// <summary>Weights of one output channel.</summary>
    public int RowLength { get; }

    /// <summary>Whether groups of a convolution's output channels see their own part of the input's channels.</summary>
    public bool IsGrouped => _isConvolution && _weights[^1] != _inputChannels;

    /// <param name="step">A linear layer.</param>
    /// <param name="weights">The shape of its weights.</param>
    /// <param name="input">The shape of its input.</param>
    /// <returns>Null for an operator that is no linear layer.</returns>
    public static WeightLayout? Of(Operator step, TensorShape weights, TensorShape input) => step.Traits.IsLinear ? new WeightLayout(step, weights, input) : null;

    /// <summary>The output channel of a weight, by its index in memory.</summary>
    public int ChannelOf(int weight) => _isDepthwise ? weight % Channels : weight / Math.Max(1, RowLength);

    /// <summary>The place in memory of a row's weight.</summary>
    public int IndexOf(int row, int column) => _isDepthwise ? (column * Channels) + row : (row * RowLength) + column;

    /// <summary>What a weight is multiplied with: the place in a window of all input channels, [tap][input channel].</summary>
    public int InputOf(int weight)
    {
        if (_isDepthwise)
        {
            return (weight / Channels * _inputChannels) + (weight % Channels / Math.Max(1, Channels / _inputChannels));
        }

        // Of grouped convolutions each group of rows reads its own channels.
        var depth = _weights[^1];
        var group = _isConvolution ? ChannelOf(weight) / Math.Max(1, Channels / Math.Max(1, _inputChannels / depth)) : 0;
        return _isConvolution ? (weight % RowLength / depth * _inputChannels) + (group * depth) + (weight % depth) : weight % depth;
    }

    /// <summary>The channel of the input that a weight is multiplied with.</summary>
    public int InputChannelOf(int weight) => InputOf(weight) % _inputChannels;
}
