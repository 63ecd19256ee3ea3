using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>
/// CONCATENATION on uint8, whose inputs may have scales of their own: round(q · s + b) + zero point in float32 with
/// s = input scale / output scale, b = −input zero point · s. Source: TFLite <c>reference/concatenation.h</c>.
/// </summary>
internal sealed class ConcatenationKernel : Kernel
{
    private readonly ConcatenationLayout _layout;
    private readonly TensorSource<byte>[] _inputs;
    private readonly byte[][] _tables;
    private readonly int _output;

    public ConcatenationKernel(KernelContext context)
    {
        _layout = ConcatenationLayout.Create(context);
        _inputs = [.. context.Operator.Inputs.Select((_, i) => new TensorSource<byte>(context, i))];
        _output = context.OutputIndex();

        var output = context.Output();
        _tables = [.. context.Operator.Inputs.Select((_, i) => ContextShapes.SameQuantization(context.Input(i), output)
            ? Identity()
            : Rescaling(context.ActivationQuantization(context.Input(i)), context.ActivationQuantization(output)))];
    }

    public override void Run(TensorMemory memory)
    {
        var output = memory.Elements<byte>(_output);
        for (var i = 0; i < _inputs.Length; i++)
        {
            var input = _inputs[i].Elements(memory);
            var (size, table) = (_layout.Sizes[i], _tables[i]);
            for (var row = 0; row < _layout.Outer; row++)
            {
                var from = input.Slice(row * size, size);
                var to = output.Slice((row * _layout.OutputSize) + _layout.Starts[i], size);
                for (var k = 0; k < size; k++)
                {
                    to[k] = table[from[k]];
                }
            }
        }
    }

    private static byte[] Identity() => [.. Enumerable.Range(0, 256).Select(q => (byte)q)];

    private static byte[] Rescaling(QuantizationParameters input, QuantizationParameters output)
    {
        // Each step rounds to float32; the product and the sum are not fused.
        var scale = input.Scale * (1 / output.Scale);
        var bias = -input.ZeroPoint * scale;
        return [.. Enumerable.Range(0, 256).Select(q =>
        {
            var product = q * scale;
            var rounded = FloatingPoint.RoundAndClamp(FloatingPoint.Round(product + bias), -(1 << 29), 1 << 29);
            return (byte)Math.Clamp((long)rounded + output.ZeroPoint, 0, 255);
        })];
    }
}
