using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Binarized;

/// <summary>
/// LceQuantize: bit c of a pixel is set where channel c is below zero, and for a truth value that is false. NaN is not below zero.
/// Source: Larq Compute Engine <c>core/bitpacking/bitpack.h</c>.
/// </summary>
internal sealed class SignPackKernel : Kernel
{
    private readonly ElementType _type;
    private readonly int _input;
    private readonly int _output;
    private readonly int _channels;
    private readonly int _zeroPoint;

    public SignPackKernel(KernelContext context)
    {
        (_type, _input, _output) = (context.Input(0).Type, context.InputIndex(0), context.OutputIndex());
        _channels = context.RequirePacked(context.Output(), context.Input(0))[^1];
        _zeroPoint = _type == ElementType.Int8 ? context.ActivationQuantization(context.Input(0)).ZeroPoint : 0;
    }

    public override void Run(TensorMemory memory)
    {
        var words = memory.Elements<int>(_output);
        words.Clear();
        switch (_type)
        {
            case ElementType.Float32:
                Pack(memory.Elements<float>(_input), words, value => value < 0);
                break;
            case ElementType.Int8:
                Pack(memory.Elements<sbyte>(_input), words, value => value < _zeroPoint);
                break;
            default:
                Pack(memory.Elements<byte>(_input), words, value => value == 0);
                break;
        }
    }

    private void Pack<T>(ReadOnlySpan<T> values, Span<int> words, Func<T, bool> isNegative)
    {
        var wordsOfPixel = SignWords.Of(_channels);
        for (var i = 0; i < values.Length; i++)
        {
            var (pixel, channel) = (i / _channels, i % _channels);
            words[(pixel * wordsOfPixel) + (channel / SignWords.Bits)] |= isNegative(values[i]) ? 1 << (channel % SignWords.Bits) : 0;
        }
    }
}
