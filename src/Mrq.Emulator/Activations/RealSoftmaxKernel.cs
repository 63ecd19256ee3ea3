using System.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// SOFTMAX as ONNX Runtime's QLinearSoftmax: a table of exponentials in float32, shifted so that a row's largest value meets its last entry; the
/// row's sum in order; y = RNE(f32(f32(T·F) / S)) + z with F = floor(1 / output scale). Unfused it is the softmax of real numbers.
/// Source: <c>contrib_ops/cpu/quantization/qlinear_softmax.cc</c>.
/// </summary>
internal sealed class RealSoftmaxKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly int _depth;
    private readonly float[] _table;
    private readonly float _factor;
    private readonly bool _isUnfused;
    private readonly bool _isUnsigned;
    private readonly RealQuantization _quantization;

    public RealSoftmaxKernel(KernelContext context)
    {
        context.Require(context.Input(0).Shape.Rank > 0, "the input must have a dimension.");
        context.RequireSameElementCount();
        (_input, _output, _depth) = (new TensorSource<T>(context, 0), context.OutputIndex(), context.Input(0).Shape[^1]);

        // ONNX has no factor of the exponents; the same integers at another scale have it.
        var scale = ((Core.Operators.Softmax)context.Operator).Beta * context.ActivationQuantization(context.Input(0)).Scale;
        _quantization = RealQuantization.Of(context, context.Output());
        (_isUnfused, _isUnsigned) = (context.Arithmetic.IsUnfused, context.Output().Type == Core.Graph.ElementType.UInt8 || context.Arithmetic.ShiftsInt8);
        _factor = MathF.Floor(1 / _quantization.Scale);

        // As large as a row of such values does not overflow; unfused the largest is 1, as in a float softmax.
        var shift = _isUnfused ? 0 : Math.Max(0, MathF.Log(float.MaxValue / Math.Max(_depth, 1)) - 5d) / scale;
        _table = [.. Enumerable.Range(0, 256).Select(i => (float)Math.Exp((i - 255 + shift) * scale))];
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var row = 0; row < input.Length; row += _depth)
        {
            var values = input.Slice(row, _depth);
            var largest = T.MinValue;
            foreach (var value in values)
            {
                largest = T.Max(largest, value);
            }

            var first = 255 - int.CreateTruncating(largest);
            var sum = 0f;
            foreach (var value in values)
            {
                sum += _table[int.CreateTruncating(value) + first];
            }

            for (var i = 0; i < values.Length; i++)
            {
                var exponential = _table[int.CreateTruncating(values[i]) + first];
                output[row + i] = T.CreateTruncating(_isUnfused ? _quantization.Quantize(exponential / sum) : Rounded(exponential * _factor / sum));
            }
        }
    }

    /// <summary>A row of few values and a fine scale overflow; infinity as an integer has no bit of the lower 32 but the sign's, and that only where the integer is of 32 bits.</summary>
    private int Rounded(float steps) => float.IsFinite(steps) ? _quantization.Round(steps)
        : _isUnsigned ? _quantization.ZeroPoint
        : Math.Clamp(unchecked(int.MinValue + _quantization.ZeroPoint), _quantization.Low, _quantization.High);
}
