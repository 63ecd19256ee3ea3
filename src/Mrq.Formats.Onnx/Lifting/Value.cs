using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// A value of the model on its way into the graph. It is held in the model's order of axes, in ours (images with their channels last), or in both,
/// each made when somebody first asks for it.
/// </summary>
internal sealed class Value
{
    private const int MostSteps = 500;

    public required string Name { get; init; }

    public required ElementType Type { get; init; }

    /// <summary>In the model's order.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Of an integer value, its axis in the model's order.</summary>
    public QuantizationParameters? Parameters { get; init; }

    public OnnxArray? Constant { get; init; }

    /// <summary>The integers of which this is the real value: what a DequantizeLinear reads. No tensor of the graph before somebody needs real numbers.</summary>
    public Value? Integers { get; init; }

    /// <summary>What is computed on the real value of <see cref="Integers"/>, one by one; null for the real value itself.</summary>
    public Func<float, float>? Function { get; init; }

    /// <summary>The operator that is <see cref="Function"/> alone, without its tensors; null where none is.</summary>
    public Operator? Operator { get; init; }

    /// <summary>Steps of <see cref="Function"/>. A file of a few bytes can double a function over and over, or chain more than a stack holds.</summary>
    public int Steps { get; init; }

    /// <summary>The tensor in the model's order.</summary>
    public int? Plain { get; set; }

    /// <summary>The tensor of an image [N, C, H, W] as [N, H, W, C], or of a row [N, C, W] as [N, 1, W, C].</summary>
    public int? Image { get; set; }

    /// <summary>The image of which this is the flattened form [N, C·H·W], as long as nobody asked for its own order.</summary>
    public Value? FlattenedFrom { get; init; }


    /// <summary>A function of the integers' real value.</summary>
    /// <exception cref="UnmappedException">It takes too many steps.</exception>
    public static Value OfFunction(string name, TensorShape shape, Value integers, Func<float, float> function, int steps, Operator? operation = null) => steps <= MostSteps
        ? new Value { Name = name, Type = ElementType.Float32, Shape = shape, Integers = integers, Function = function, Operator = operation, Steps = steps }
        : throw new UnmappedException("functions of functions, too many of them");

}
