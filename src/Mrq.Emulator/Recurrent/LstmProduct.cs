using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Recurrent;

/// <summary>One matrix product of the LSTM: int8 values under int8 weights with an optional bias, brought to another scale.</summary>
internal sealed class LstmProduct
{
    private readonly sbyte[] _weights;
    private readonly long[] _bias;
    private readonly int _depth;

    /// <param name="context">The operator.</param>
    /// <param name="weights">The input with weights [rows, depth].</param>
    /// <param name="bias">The input with the bias, where the product may have one.</param>
    /// <param name="scale">The scale of the values.</param>
    /// <param name="zeroPoint">What is subtracted from them.</param>
    /// <param name="rows">Rows of the weights.</param>
    /// <param name="depth">Columns of the weights.</param>
    /// <param name="outputScale">The scale of the result.</param>
    public LstmProduct(KernelContext context, int weights, int? bias, float scale, int zeroPoint, int rows, int depth, float outputScale)
    {
        var tensor = context.Input(weights);
        context.Require(tensor.Type == ElementType.Int8 && tensor.Shape == new TensorShape(rows, depth), $"weights '{tensor.Name}' must be INT8 of [{rows}x{depth}].");
        _weights = context.Constant<sbyte>(weights).ToArray();
        _depth = depth;
        ZeroPoint = zeroPoint;
        Requantization = context.Arithmetic.Requantization;
        Factor = Requantization.Quantize(context.Quantization(tensor).Scale * scale / outputScale);
        _bias = new long[rows];
        if (bias is { } index && context.HasInput(index))
        {
            var stored = context.Input(index);
            context.Require(stored.Type == ElementType.Int32 && stored.Shape.ElementCount == rows, $"bias '{stored.Name}' must be {rows} values of INT32.");
            _bias = Array.ConvertAll(context.Constant<int>(index).ToArray(), value => (long)value);
        }

        Bound = AccumulatorBound.OfWeights(
            Array.ConvertAll(_weights, weight => (short)weight), channelsLast: false, _bias, (sbyte.MinValue - ZeroPoint, sbyte.MaxValue - ZeroPoint));
    }

    public AccumulatorBound Bound { get; }

    public int Rows => _bias.Length;

    /// <summary>[row][depth]</summary>
    public ReadOnlySpan<sbyte> Weights => _weights;

    /// <summary>One for each row.</summary>
    public ReadOnlySpan<long> Bias => _bias;

    /// <summary>What is subtracted from every value.</summary>
    public int ZeroPoint { get; }

    public Requantization Requantization { get; }

    public FixedPointMultiplier Factor { get; }

    /// <summary>The requantized product of one row.</summary>
    public long Compute(ReadOnlySpan<sbyte> values, int row, Accumulator register, ref bool overflowed)
    {
        var weights = _weights.AsSpan(row * _depth, _depth);
        var sum = register.Add(0, _bias[row], ref overflowed);
        for (var i = 0; i < _depth; i++)
        {
            sum = register.Add(sum, (long)weights[i] * (values[i] - ZeroPoint), ref overflowed);
        }

        return Requantization.Apply(sum, Factor);
    }
}
