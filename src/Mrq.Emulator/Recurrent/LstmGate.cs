using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Recurrent;

/// <summary>
/// One gate of the LSTM before its function, in Q3.12: input and output state, each under its weights, are requantized one after the other;
/// peephole weights add the cell state. Source: CalculateLstmGateInteger8x8_16 in TFLite <c>kernels/lstm_eval.cc</c>. Zero points are
/// folded into the biases there: z is subtracted from every value by −z · Σ weights.
/// </summary>
internal sealed class LstmGate
{
    /// <summary>The scale of a gate before its function: 12 fractional bits.</summary>
    private const float GateScale = 1 / 4096f;
    private readonly LstmFunctions _functions;

    /// <summary>One for each cell that the runtime advances in a call; empty where there are none.</summary>
    private readonly short[] _peephole = [];
    private readonly FixedPointMultiplier _peepholeFactor;
    private readonly Requantization _requantization;

    /// <param name="context">The operator.</param>
    /// <param name="gate">0 input, 1 forget, 2 cell, 3 output.</param>
    /// <param name="sizes">Sizes of the layer.</param>
    /// <param name="cellExponent">The cell state's scale is 2 to this.</param>
    /// <param name="functions">How the products come together.</param>
    public LstmGate(KernelContext context, int gate, LstmSizes sizes, int cellExponent, LstmFunctions functions)
    {
        _functions = functions;
        _requantization = context.Arithmetic.Requantization;
        var (input, outputState) = (context.ActivationQuantization(context.Input(0)), context.ActivationQuantization(context.Input(LstmInputs.OutputState)));
        OfInput = new LstmProduct(context, LstmInputs.InputWeights + gate, LstmInputs.Bias + gate, input.Scale, input.ZeroPoint, sizes.Cells, sizes.Inputs, GateScale);
        OfOutputState = new LstmProduct(context, LstmInputs.RecurrentWeights + gate, null, outputState.Scale, outputState.ZeroPoint, sizes.Cells, sizes.Outputs, GateScale);
        var peephole = gate == 3 ? LstmInputs.Peephole + 2 : LstmInputs.Peephole + gate;
        if (gate != 2 && context.HasInput(peephole))
        {
            var tensor = context.Input(peephole);
            context.Require(tensor.Type == ElementType.Int16 && tensor.Shape.ElementCount == sizes.Cells, $"peephole weights '{tensor.Name}' must be {sizes.Cells} values of INT16.");
            _peephole = Peephole(context, context.Constant<short>(peephole), sizes);
            _peepholeFactor = _requantization.Quantize((float)(Math.ScaleB(1, cellExponent) * context.Quantization(tensor).Scale / GateScale));
        }
    }

    public LstmProduct OfInput { get; }

    public LstmProduct OfOutputState { get; }

    public IEnumerable<AccumulatorBound> Bounds => [OfInput.Bound, OfOutputState.Bound];

    /// <summary>The gate of both products, without peepholes.</summary>
    public short Sum(ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> outputState, int cell, Accumulator register, ref bool overflowed) =>
        _functions.Add(OfInput.Compute(input, cell, register, ref overflowed), OfOutputState.Compute(outputState, cell, register, ref overflowed));

    /// <summary>The gate with what it sees of the cell state.</summary>
    public short Peep(short sum, short cellState, int batch, int cell)
    {
        if (_peephole.Length == 0)
        {
            return sum;
        }

        var weight = _peephole[((batch * OfInput.Rows) + cell) % _peephole.Length];
        return short.CreateSaturating((long)_requantization.Apply(weight * cellState, _peepholeFactor) + sum);
    }

    /// <summary>A weight for each cell; or as TFLite has it for all cells that it advances at once, which are those of all batches in time-major order.</summary>
    private static short[] Peephole(KernelContext context, ReadOnlySpan<short> weights, LstmSizes sizes)
    {
        if (!context.Arithmetic.Quirks.LstmPeepholesCountOutputs)
        {
            return weights.ToArray();
        }

        context.Require(sizes.Outputs <= sizes.Cells, "with more outputs than cells TFLite would read peephole weights that are not there.");
        var batches = ((UnidirectionalSequenceLstm)context.Operator).TimeMajor ? sizes.Batches : 1;
        var places = new short[batches * sizes.Cells];
        for (var place = 0; place < batches * sizes.Outputs; place++)
        {
            places[place] = weights[place % sizes.Outputs];
        }

        return places;
    }
}
