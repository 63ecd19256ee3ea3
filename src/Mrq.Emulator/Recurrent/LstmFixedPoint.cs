using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Recurrent;

/// <summary>
/// TFLite's LSTM: functions in gemmlowp's fixed point, products of gates by shifts, the hidden state with a scale of its own.
/// Source: UpdateLstmCellInteger and CalculateLstmOutputInteger8x8_16 in TFLite <c>kernels/lstm_eval.cc</c>, parameters in
/// <c>kernels/unidirectional_sequence_lstm.cc</c>.
/// </summary>
internal sealed class LstmFixedPoint : LstmFunctions
{
    private const int IntegerBits = 3;
    private readonly int _cellExponent;
    private readonly Arithmetic _arithmetic;
    private readonly FixedPointMultiplier _hiddenFactor;
    private readonly int _hiddenOffset;
    private readonly short[] _logistic = Int16FunctionTables.Logistic;
    private readonly short[] _tanh = Int16FunctionTables.Tanh(IntegerBits);
    private readonly short[] _tanhOfCell;

    /// <param name="context">The operator.</param>
    /// <param name="cellExponent">The cell state's scale is 2 to this.</param>
    /// <param name="hidden">Scale and zero point of the hidden state.</param>
    /// <param name="hiddenOffset">What is added to it: its zero point, or the negative one where a projection undoes it.</param>
    public LstmFixedPoint(KernelContext context, int cellExponent, QuantizationParameters hidden, int hiddenOffset)
    {
        _cellExponent = cellExponent;
        _tanhOfCell = Int16FunctionTables.Tanh(15 + cellExponent);
        _arithmetic = context.Arithmetic.ForFunctions;
        _hiddenFactor = _arithmetic.Quantize((float)(Math.ScaleB(1, -15) / hidden.Scale * Math.ScaleB(1, -15)));
        _hiddenOffset = hiddenOffset;
    }

    /// <summary>Each sum saturates; the product of the output state is not cut by itself.</summary>
    public override short Add(long ofInput, long ofOutputState) => short.CreateSaturating(ofOutputState + short.CreateSaturating(ofInput));

    public override short Logistic(short gate) => _logistic[unchecked((ushort)gate)];

    public override short Tanh(short gate) => _tanh[unchecked((ushort)gate)];

    public override short TanhOfCell(short cell) => _tanhOfCell[unchecked((ushort)cell)];

    public override short Keep(short forget, short cell) => unchecked((short)FixedPoint.RoundingDivideByPot(forget * cell, 15));

    public override short Take(short open, short candidate) => unchecked((short)FixedPoint.RoundingDivideByPot(open * candidate, 30 + _cellExponent));

    public override sbyte Show(short gate, short tanhOfCell) =>
        sbyte.CreateSaturating((long)_arithmetic.Multiply(gate * tanhOfCell, _hiddenFactor) + _hiddenOffset);
}
