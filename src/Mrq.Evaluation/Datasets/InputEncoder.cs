using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>Turns samples of a dataset into the bytes of a model's input, whatever quantization the data was made for.</summary>
public sealed class InputEncoder
{
    private readonly NumpyArray _inputs;
    private readonly InputChannels _channels;
    private readonly InputMap[] _maps;
    private readonly bool _isCopy;
    private readonly byte[][]? _tables;
    private readonly int _elements;
    private readonly int _targetSize;

    private InputEncoder(NumpyArray inputs, InputChannels channels, InputMap[] maps, bool isCopy)
    {
        _inputs = inputs;
        (_channels, _maps) = (channels, maps);
        _isCopy = isCopy;
        _elements = (int)(inputs.Shape.ElementCount / inputs.Shape[0]);
        _targetSize = maps[0].Target.BitWidth() / 8;
        _tables = !isCopy && inputs.ElementSize == 1 && _targetSize == 1 ? Array.ConvertAll(maps, map => BuildTable(inputs.Type, map)) : null;
    }

    /// <summary>Bytes that one sample takes as the target's input.</summary>
    public int ByteCount => _elements * _targetSize;

    /// <summary>Checks all of the data against the input once, so that encoding cannot fail.</summary>
    /// <param name="data">Real values (float), values quantized with the source's parameters, or 8-bit values offset by 128 from those.</param>
    /// <param name="sourceInput">The input of the model that the data was made for.</param>
    /// <param name="targetInput">The input to fill: of the same model, or of one converted from it.</param>
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.DatasetDoesNotFit"/> for shape, type or a value; <see cref="MrqCodes.DegenerateQuantization"/> for a scale.
    /// </exception>
    public static InputEncoder Create(SampleInput data, Tensor sourceInput, Tensor targetInput)
    {
        try
        {
            return CreateChecked(data, sourceInput, targetInput);
        }
        catch (MrqException error) when (error.Code == MrqCodes.DatasetDoesNotFit && data.File is not null)
        {
            throw error.InFile(data.File);
        }
    }

    private static InputEncoder CreateChecked(SampleInput data, Tensor sourceInput, Tensor targetInput)
    {
        var inputs = data.Array;
        InputChecks.Shapes(inputs, sourceInput, targetInput);
        var (channels, maps) = InputChecks.Maps(data, sourceInput, targetInput);
        var isCopy = inputs.Type == targetInput.Type
            && Array.TrueForAll(maps, map => map.Scale.Equals(map.TargetScale) && map.Offset.Equals(map.TargetOffset));
        return isCopy || InputChecks.CanWrite(targetInput.Type)
            ? new InputEncoder(inputs, channels, maps, isCopy)
            : throw DatasetErrors.DoesNotFit(
                $"The model's input is {NumpyTypes.NameOf(targetInput.Type)}, which {NumpyTypes.NameOf(inputs.Type)} data cannot be turned into; give data of that type.", targetInput.Name);
    }

    /// <summary>Writes one sample, little-endian and in C order.</summary>
    /// <param name="row">The sample's elements as the data has them.</param>
    /// <param name="destination">Exactly <see cref="ByteCount"/> bytes.</param>
    public void Encode(ReadOnlySpan<byte> row, Span<byte> destination)
    {
        if (destination.Length != ByteCount)
        {
            throw new ArgumentException($"A sample takes {ByteCount} bytes, not {destination.Length}.", nameof(destination));
        }

        var size = _inputs.ElementSize;
        if (_isCopy)
        {
            row.CopyTo(destination);
        }
        else if (_tables is [var table])
        {
            for (var i = 0; i < row.Length; i++)
            {
                destination[i] = table[row[i]];
            }
        }
        else if (_tables is not null)
        {
            for (var i = 0; i < row.Length; i++)
            {
                destination[i] = _tables[_channels.Of(i)][row[i]];
            }
        }
        else
        {
            for (var i = 0; i < _elements; i++)
            {
                _maps[_channels.Of(i)].Write(NumpyTypes.ReadDouble(_inputs.Type, row[(i * size)..]), destination[(i * _targetSize)..]);
            }
        }
    }

    private static byte[] BuildTable(ElementType type, InputMap map)
    {
        var table = new byte[256];
        for (var bits = 0; bits < table.Length; bits++)
        {
            map.Write(NumpyTypes.ReadDouble(type, [(byte)bits]), table.AsSpan(bits, 1));
        }

        return table;
    }
}
