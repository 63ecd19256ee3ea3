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

    /// <summary>Decides what the data is: real values, the source's quantized values, or those offset by 128.</summary>
    public static InputMap Map(NumpyArray inputs, DatasetOptions options, Tensor source, Tensor target)
    {
        var (targetScale, targetOffset) = ParametersOf(target);
        if (options.IsScaled)
        {
            RequireFinite(inputs, target);
            RequireRealInput(target);
            return new InputMap(options.InputMean ?? 0, options.InputScale ?? 1, target.Type, targetOffset, targetScale);
        }

        if (NumpyTypes.IsFloat(inputs.Type))
        {
            RequireFinite(inputs, target);
            RequireRealInput(target);
            return new InputMap(0, 1, target.Type, targetOffset, targetScale);
        }

        if (inputs.Type != source.Type && !NumpyTypes.IsInteger(inputs.Type))
        {
            throw DatasetErrors.DoesNotFit($"The data is {NumpyTypes.NameOf(inputs.Type)} and the model's input {NumpyTypes.NameOf(source.Type)}; give data of the input's type, or float32.", source.Name);
        }

        if (source.Type == ElementType.Float32)
        {
            RequireRealInput(target);
            return new InputMap(0, 1, target.Type, targetOffset, targetScale);
        }

        if ((source.Quantization is null) != (target.Quantization is null) || (source.Quantization is null && source.Type != target.Type))
        {
            // A quantized source against float is no contradiction: the real value is what passes between them.
            if (source.Quantization is null || target.Type != ElementType.Float32)
            {
                throw DatasetErrors.DoesNotFit("One of the two models has a quantized input and the other has not; compare a model with its own conversion.", target.Name);
            }
        }

        var (scale, offset) = ParametersOf(source);
        offset += (inputs.Type, source.Type) switch
        {
            (ElementType.UInt8, ElementType.Int8) => 128,
            (ElementType.Int8, ElementType.UInt8) => -128,
            _ => 0,
        };
        if (inputs.Type != source.Type && (inputs.ElementSize, source.Type.BitWidth()) is not (1, 8))
        {
            RequireRange(inputs, source);
        }

        return new InputMap(offset, scale, target.Type, targetOffset, targetScale);
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
            for (var data = row.Data; !data.IsEmpty; data = data[inputs.ElementSize..])
            {
                var value = NumpyTypes.ReadDouble(inputs.Type, data);
                if (!double.IsFinite(value) || (target.Type == ElementType.Float32 && !float.IsFinite((float)value)))
                {
                    throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"Sample {row.Index} holds a value that is infinite or not a number; remove or repair it."), target.Name);
                }
            }

            row.Dispose();
        }
    }

    private static void RequireRange(NumpyArray inputs, Tensor source)
    {
        var (minimum, maximum) = CanWrite(source.Type)
            ? source.Type.IntegerRange()
            : throw DatasetErrors.DoesNotFit($"The model's input is {NumpyTypes.NameOf(source.Type)}; give data of that type.", source.Name);
        foreach (var row in inputs.Rows())
        {
            for (var data = row.Data; !data.IsEmpty; data = data[inputs.ElementSize..])
            {
                if (NumpyTypes.ReadInt64(inputs.Type, data) is var value && (value < minimum || value > maximum))
                {
                    throw DatasetErrors.DoesNotFit(
                        FormattableString.Invariant($"Sample {row.Index} holds {value}, outside the {NumpyTypes.NameOf(source.Type)} of the model's input; give quantized values, or real values as float32."),
                        source.Name);
                }
            }

            row.Dispose();
        }
    }

    private static ReadOnlySpan<int> Trim(ReadOnlySpan<int> dimensions) => dimensions.Trim(1);
}
