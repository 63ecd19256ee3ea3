using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>
/// One gate of the LSTM: input and output state, each under its weights, are requantized to Q3.12 one after the other, each sum
/// saturating; peephole weights add the cell state; then logistic or tanh. Source: CalculateLstmGateInteger8x8_16 in TFLite
/// <c>kernels/lstm_eval.cc</c>. Zero points are folded into the biases: z is subtracted from every value by −z · Σ weights.
/// </summary>
internal sealed class LstmGate
{
    /// <summary>The scale of a gate before its function: 12 fractional bits.</summary>
    private const float GateScale = 1 / 4096f;
    private const int IntegerBits = 3;
    private readonly LstmProduct _ofInput;
    private readonly LstmProduct _ofOutputState;
    private readonly short[]? _peephole;
    private readonly FixedPointMultiplier _peepholeFactor;
    private readonly Requantization _requantization;
    private readonly bool _isTanh;

    /// <param name="context">The operator.</param>
    /// <param name="gate">0 input, 1 forget, 2 cell, 3 output.</param>
    /// <param name="sizes">Sizes of the layer.</param>
    /// <param name="cellExponent">The cell state's scale is 2 to this.</param>
    public LstmGate(KernelContext context, int gate, LstmSizes sizes, int cellExponent)
    {
        _isTanh = gate == 2;
        _requantization = context.Arithmetic.Requantization;
        _ofInput = new LstmProduct(context, LstmInputs.InputWeights + gate, LstmInputs.Bias + gate, context.Input(0), sizes.Cells, sizes.Inputs, GateScale);
        _ofOutputState = new LstmProduct(context, LstmInputs.RecurrentWeights + gate, null, context.Input(LstmInputs.OutputState), sizes.Cells, sizes.Outputs, GateScale);
        var peephole = gate == 3 ? LstmInputs.Peephole + 2 : LstmInputs.Peephole + gate;
        if (gate != 2 && context.HasInput(peephole))
        {
            var tensor = context.Input(peephole);
            context.Require(tensor.Type == Core.Graph.ElementType.Int16 && tensor.Shape.ElementCount == sizes.Cells, $"peephole weights '{tensor.Name}' must be {sizes.Cells} values of INT16.");
            _peephole = context.Constant<short>(peephole).ToArray();
            _peepholeFactor = _requantization.Quantize((float)(Math.ScaleB(1, cellExponent) * context.Quantization(tensor).Scale / GateScale));
        }
    }

    public IEnumerable<AccumulatorBound> Bounds => [_ofInput.Bound, _ofOutputState.Bound];

    public short Compute(ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> outputState, ReadOnlySpan<short> cellState, int cell, Accumulator register, ref bool overflowed)
    {
        var gate = short.CreateSaturating(_ofInput.Compute(input, cell, register, ref overflowed));
        gate = short.CreateSaturating(_ofOutputState.Compute(outputState, cell, register, ref overflowed) + gate);
        if (_peephole is not null)
        {
            gate = short.CreateSaturating((long)_requantization.Apply(_peephole[cell] * cellState[cell], _peepholeFactor) + gate);
        }

        return _isTanh ? Int16FixedPoint.Tanh(gate, IntegerBits) : Int16FixedPoint.Logistic(gate);
    }
}
