using System.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Movement;

/// <summary>
/// CONCATENATION as ONNX Runtime's QLinearConcat: parts of the output's scale and zero point are copied, others dequantized and quantized.
/// Source: <c>contrib_ops/cpu/quantization/qlinear_concat.cc</c>.
/// </summary>
internal sealed class RealConcatenationKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly ConcatenationLayout _layout;
    private readonly TensorSource<T>[] _inputs;
    private readonly RealQuantization?[] _parts;
    private readonly RealQuantization _quantization;
    private readonly int _output;

    public RealConcatenationKernel(KernelContext context)
    {
        _layout = ConcatenationLayout.Create(context);
        _output = context.OutputIndex();
        _quantization = RealQuantization.Of(context, context.Output());
        _inputs = [.. context.Operator.Inputs.Select((_, i) => new TensorSource<T>(context, i))];
        _parts = [.. context.Operator.Inputs.Select((_, i) => ContextShapes.SameQuantization(context.Input(i), context.Output()) ? (RealQuantization?)null : RealQuantization.Of(context, context.Input(i)))];
    }

    public override void Run(TensorMemory memory)
    {
        var output = memory.Elements<T>(_output);
        for (var i = 0; i < _inputs.Length; i++)
        {
            var input = _inputs[i].Elements(memory);
            var size = _layout.Sizes[i];
            for (var row = 0; row < _layout.Outer; row++)
            {
                var from = input.Slice(row * size, size);
                var to = output.Slice((row * _layout.OutputSize) + _layout.Starts[i], size);
                if (_parts[i] is not { } part)
                {
                    from.CopyTo(to);
                    continue;
                }

                for (var k = 0; k < size; k++)
                {
                    to[k] = T.CreateTruncating(_quantization.Quantize(part.Dequantize(int.CreateTruncating(from[k]))));
                }
            }
        }
    }
}
