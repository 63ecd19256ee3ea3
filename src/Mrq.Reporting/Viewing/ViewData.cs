using System.Text.Json;
using System.Text.Json.Serialization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Reporting.Viewing;

/// <summary>The graphs as the page's script reads them.</summary>
internal static class ViewData
{
    /// <summary>Scales that are in a page of one tensor, and of all together.</summary>
    private const int MostScales = 4096;

    private const int MostScalesTogether = 1 << 18;

    /// <summary>The default encoder escapes what could end a script element. A damaged model has scales that JSON has no number for.</summary>
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Json(ViewContent content)
    {
        var left = MostScalesTogether;
        return JsonSerializer.Serialize(new { Graphs = content.Graphs.Select(Describe).ToList() }, Format);

        object Describe(ViewGraph view) => new
        {
            Name = SafeText.Name(view.Graph.Name),
            view.Graph.Inputs,
            view.Graph.Outputs,
            Operators = view.Graph.Operators.Select((step, index) => new { Name = SafeText.Name(step.Name), step.Inputs, step.Outputs, Attributes = view.Attributes[index].Select(attribute => new[] { attribute.Name, SafeText.Name(attribute.Value) }) }).ToList(),
            Tensors = view.Graph.Tensors.Select(OfTensor).ToList(),
        };

        object OfTensor(Tensor tensor) => new
        {
            Name = SafeText.Name(tensor.Name),
            Type = tensor.Type.FieldName(),
            Shape = tensor.Shape.Dimensions,
            IsConstant = tensor.IsConstant ? true : (bool?)null,
            Quantization = tensor.Quantization is { } quantization ? OfQuantization(quantization) : null,
            Range = Range(tensor),
            Values = Values(tensor),
        };

        object OfQuantization(QuantizationParameters quantization)
        {
            var count = Math.Min(quantization.Scales.Length, Math.Min(MostScales, Math.Max(left, 1)));
            left -= count;
            return new
            {
                Count = quantization.Scales.Length,
                quantization.Axis,
                Least = quantization.Scales.Min(),
                Most = quantization.Scales.Max(),
                Scales = quantization.Scales.Take(count),
                ZeroPoints = quantization.ZeroPoints.Take(count),
            };
        }
    }

    /// <summary>The real numbers that the grid reaches, over all channels; null for what is not quantized to up to 16 bits.</summary>
    private static double[]? Range(Tensor tensor)
    {
        if (tensor.Quantization is not { } quantization || tensor.Type is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int16))
        {
            return null;
        }

        var (minimum, maximum) = tensor.Type.IntegerRange();
        var ends = quantization.Scales.Select((scale, channel) => ((minimum - quantization.ZeroPoints[channel]) * (double)scale, (maximum - quantization.ZeroPoints[channel]) * (double)scale)).ToList();
        return [ends.Min(end => end.Item1), ends.Max(end => end.Item2)];
    }

    /// <summary>The least and the largest integer of an 8-bit constant.</summary>
    private static int[]? Values(Tensor tensor)
    {
        if (tensor.Data is not { IsEmpty: false } data || tensor.Type is not (ElementType.Int8 or ElementType.UInt8))
        {
            return null;
        }

        var (least, most) = (int.MaxValue, int.MinValue);
        for (var i = 0; i < data.Length; i++)
        {
            var value = tensor.Type.IntegerAt(data.Span, i);
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        return [least, most];
    }
}
