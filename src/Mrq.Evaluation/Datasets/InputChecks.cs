using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>What must hold before samples become inputs, and what the numbers of an array mean to a model.</summary>
internal static class InputChecks
{
    /// <summary>Types that <see cref="InputMap.Write"/> writes.</summary>
    public static bool CanWrite(ElementType type) => type
        is ElementType.Float32 or ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16 or ElementType.Int32;

    /// <summary>A sample must have the input's dimensions, where 1s at the ends do not count: [N,28,28] fits [1,28,28,1].</summary>
    public static void Shapes(NumpyArray inputs, Tensor source, Tensor target)
    {
        if (!Trim(inputs.Shape.Dimensions.AsSpan()[1..]).SequenceEqual(Trim(source.Shape.Dimensions.AsSpan())))
        {
            throw DatasetErrors.DoesNotFit(
                $"The data '{DatasetErrors.Printable(inputs.Name)}' is {inputs.Shape}, which does not fit the model's input {source.Shape}; its first dimension counts samples, the others must be the input's.",
                source.Name);
        }

        if (!Trim(source.Shape.Dimensions.AsSpan()).SequenceEqual(Trim(target.Shape.Dimensions.AsSpan())))
        {
            throw DatasetErrors.DoesNotFit($"The inputs of the two models differ, {source.Shape} and {target.Shape}; compare a model with its own conversion.", target.Name);
        }
    }

    /// <summary>Checks all of the data against the inputs and says how its numbers become those of the target.</summary>
    /// <returns>A map for each of the channels.</returns>
    public static (InputChannels Channels, InputMap[] Maps) Maps(SampleInput data, Tensor source, Tensor target)
    {
        var inputs = data.Array;
        var (targetScale, targetOffset) = ParametersOf(target);
        if (HoldsReals(data))
        {
            // Pixels and features are finite, and looking at them decodes them.
            if (data.TypeOrigin is not (TypeOrigin.Pixels or TypeOrigin.Features))
            {
                RequireFinite(inputs, target);
            }

            RequireRealInput(target);
        }
        else if (inputs.Type != source.Type && !NumpyTypes.IsInteger(inputs.Type))
        {
            throw DatasetErrors.DoesNotFit($"The data is {NumpyTypes.NameOf(inputs.Type)} and the model's input {NumpyTypes.NameOf(source.Type)}; give data of the input's type, or float32.", source.Name);
        }
        else if (source.Type == ElementType.Float32)
        {
            RequireRealInput(target);
        }
        else
        {
            RequireComparable(source, target);
            RequireRange(data, source);
        }

        var meaning = Meaning(data, source);
        return (meaning.Channels, [.. meaning.Units.Select(unit => new InputMap(unit.Offset, unit.Scale, target.Type, targetOffset, targetScale))]);
    }

    /// <summary>Real values, those that the options make of numbers, or the source's quantized values or those offset by 128.</summary>
    public static RealValues Meaning(SampleInput data, Tensor source)
    {
        if (data.Options.IsScaled)
        {
            return Scaled(data, data.Options.InputScale ?? 1, data.Options.InputMean ?? 0, source);
        }

        if (HoldsReals(data) || source.Type == ElementType.Float32)
        {
            return RealValues.Of(1, 0);
        }

        var (scale, zeroPoint) = ParametersOf(source);
        return RealValues.Of(scale, zeroPoint + IntegerReading.OffsetOf(IntegerReading.TypeOf(data, source), source));
    }

    private static RealValues Scaled(SampleInput data, ChannelValues scale, ChannelValues mean, Tensor source)
    {
        var count = Math.Max(scale.Values.Length, mean.Values.Length);
        return (scale.Values.Length == 1 || mean.Values.Length == 1 || scale.Values.Length == mean.Values.Length) && InputChannels.Of(count, data.Array.Shape) is { } channels
            ? new RealValues(channels, [.. Enumerable.Range(0, count).Select(channel => (scale.Of(channel), mean.Of(channel)))])
            : throw DatasetErrors.DoesNotFit($"InputMean has {mean.Values.Length} numbers and InputScale {scale.Values.Length}, for samples of {data.Array.Shape}; give one number, or one for each channel.", source.Name);
    }

    private static bool HoldsReals(SampleInput data) => data.Options.IsScaled || NumpyTypes.IsFloat(data.Array.Type);

    private static void RequireComparable(Tensor source, Tensor target)
    {
        // A quantized source against float is no contradiction: the real value is what passes between them.
        if (source.Quantization is null ? target.Quantization is not null || source.Type != target.Type : target.Quantization is null && target.Type != ElementType.Float32)
        {
            throw DatasetErrors.DoesNotFit("One of the two models has a quantized input and the other has not; compare a model with its own conversion.", target.Name);
        }
    }

    private static (double Scale, double Offset) ParametersOf(Tensor tensor)
    {
        if (tensor.Quantization is not { } quantization)
        {
            return (1, 0);
        }

        if (!quantization.IsPerTensor)
        {
            throw DatasetErrors.DoesNotFit("The model's input is quantized per channel, which is not defined for inputs; quantize it with one scale.", tensor.Name);
        }

        return float.IsFinite(quantization.Scale) && quantization.Scale > 0
            ? (quantization.Scale, quantization.ZeroPoints[0])
            : throw new MrqException(
                MrqCodes.DegenerateQuantization, "The scale of the model's input is not a positive number; quantize the source model again.", new MrqPlace(Tensor: DatasetErrors.Printable(tensor.Name)));
    }

    /// <summary>Real values need a float input or one that says what its integers mean.</summary>
    private static void RequireRealInput(Tensor target)
    {
        if (target.Quantization is null && !NumpyTypes.IsFloat(target.Type))
        {
            throw DatasetErrors.DoesNotFit($"The data is real numbers, but the model's input is {NumpyTypes.NameOf(target.Type)} without a scale; give data of that type.", target.Name);
        }
    }

    /// <summary>Also refuses float64 values that become infinite in a float32 input.</summary>
    private static void RequireFinite(NumpyArray inputs, Tensor target)
    {
        foreach (var row in inputs.Rows())
        {
            for (var rest = row.Data; !rest.IsEmpty; rest = rest[inputs.ElementSize..])
            {
                var value = NumpyTypes.ReadDouble(inputs.Type, rest);
                if (!double.IsFinite(value) || (target.Type == ElementType.Float32 && !float.IsFinite((float)value)))
                {
                    throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"Sample {row.Index} holds a value that is infinite or not a number; remove or repair it."), target.Name);
                }
            }

            row.Dispose();
        }
    }

    /// <summary>Numbers of a type must be values of it, and of the input once they are offset.</summary>
    private static void RequireRange(SampleInput data, Tensor source)
    {
        var (inputs, type) = (data.Array, IntegerReading.TypeOf(data, source));
        var offset = IntegerReading.OffsetOf(type, source);
        if (inputs.Type == type && (type == source.Type || offset != 0))
        {
            return;
        }

        if (!CanWrite(source.Type))
        {
            throw DatasetErrors.DoesNotFit($"The model's input is {NumpyTypes.NameOf(source.Type)}; give data of that type.", source.Name);
        }

        var (own, named) = (source.Type.IntegerRange(), type.IntegerRange());
        var (minimum, maximum) = (Math.Max((long)own.Minimum + offset, named.Minimum), Math.Min((long)own.Maximum + offset, named.Maximum));
        foreach (var row in inputs.Rows())
        {
            for (var rest = row.Data; !rest.IsEmpty; rest = rest[inputs.ElementSize..])
            {
                if (NumpyTypes.ReadInt64(inputs.Type, rest) is var value && (value < minimum || value > maximum))
                {
                    var what = $"the {NumpyTypes.NameOf(type)} {(data.Options.InputType == type ? "that InputType says" : "of the model's input")}";
                    throw DatasetErrors.DoesNotFit(
                        FormattableString.Invariant($"Sample {row.Index} holds {value}, outside {what}; give quantized values, pixels with InputType uint8, or real values as float32."),
                        source.Name);
                }
            }

            row.Dispose();
        }
    }

    private static ReadOnlySpan<int> Trim(ReadOnlySpan<int> dimensions) => dimensions.Trim(1);
}
