using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Binarized;

/// <summary>
/// LceDequantize: −1 for a bit that is set, else +1. In int8 these are the zero point less and plus round(1 / scale), cut to the type; of truth values true is +1.
/// Source: Larq Compute Engine <c>tflite/kernels/quantization.cc</c>.
/// </summary>
internal sealed class SignUnpackKernel : Kernel
{
    private readonly ElementType _type;
    private readonly int _input;
    private readonly int _output;
    private readonly int _channels;
    private readonly (sbyte Negative, sbyte Positive) _ofInt8;

    public SignUnpackKernel(KernelContext context)
    {
        (_type, _input, _output) = (context.Output().Type, context.InputIndex(0), context.OutputIndex());
        _channels = context.RequirePacked(context.Input(0), context.Output())[^1];
        if (_type == ElementType.Int8)
        {
            var grid = context.ActivationQuantization(context.Output());
            var one = Math.Min((double)MathF.Round(1 / grid.Scale, MidpointRounding.AwayFromZero), 2 * byte.MaxValue);
            _ofInt8 = ((sbyte)Math.Max(sbyte.MinValue, grid.ZeroPoint - one), (sbyte)Math.Min(sbyte.MaxValue, grid.ZeroPoint + one));
        }
    }

    public override void Run(TensorMemory memory)
    {
        var words = memory.Elements<int>(_input);
        switch (_type)
        {
            case ElementType.Float32:
                Unpack(words, memory.Elements<float>(_output), -1, 1);
                break;
            case ElementType.Int8:
                Unpack(words, memory.Elements<sbyte>(_output), _ofInt8.Negative, _ofInt8.Positive);
                break;
            default:
                Unpack(words, memory.Elements<byte>(_output), (byte)0, (byte)1);
                break;
        }
    }

    private void Unpack<T>(ReadOnlySpan<int> words, Span<T> values, T negative, T positive)
    {
        var wordsOfPixel = SignWords.Of(_channels);
        for (var i = 0; i < values.Length; i++)
        {
            var (pixel, channel) = (i / _channels, i % _channels);
            values[i] = ((words[(pixel * wordsOfPixel) + (channel / SignWords.Bits)] >> (channel % SignWords.Bits)) & 1) != 0 ? negative : positive;
        }
    }
}
