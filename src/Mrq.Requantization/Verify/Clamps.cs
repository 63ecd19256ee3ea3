using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Verify;

/// <summary>The fused activations of all operators that have one, and the integers between which they leave a tensor.</summary>
internal static class Clamps
{
    public static ActivationFunctionType Fused(Operator step) => step switch
    {
        Add fused => fused.FusedActivationFunction,
        AveragePool2D fused => fused.FusedActivationFunction,
        Concatenation fused => fused.FusedActivationFunction,
        Conv2D fused => fused.FusedActivationFunction,
        DepthwiseConv2D fused => fused.FusedActivationFunction,
        Div fused => fused.FusedActivationFunction,
        FullyConnected fused => fused.FusedActivationFunction,
        L2Normalization fused => fused.FusedActivationFunction,
        MaxPool2D fused => fused.FusedActivationFunction,
        Mul fused => fused.FusedActivationFunction,
        Sub fused => fused.FusedActivationFunction,
        TransposeConv fused => fused.FusedActivationFunction,
        _ => ActivationFunctionType.None,
    };

    public static Operator WithClamp(this Operator step, ActivationFunctionType function) => step switch
    {
        Add fused => fused with { FusedActivationFunction = function },
        AveragePool2D fused => fused with { FusedActivationFunction = function },
        Concatenation fused => fused with { FusedActivationFunction = function },
        Conv2D fused => fused with { FusedActivationFunction = function },
        DepthwiseConv2D fused => fused with { FusedActivationFunction = function },
        Div fused => fused with { FusedActivationFunction = function },
        FullyConnected fused => fused with { FusedActivationFunction = function },
        L2Normalization fused => fused with { FusedActivationFunction = function },
        MaxPool2D fused => fused with { FusedActivationFunction = function },
        Mul fused => fused with { FusedActivationFunction = function },
        Sub fused => fused with { FusedActivationFunction = function },
        TransposeConv fused => fused with { FusedActivationFunction = function },
        _ => step,
    };

    /// <summary>
    /// What an operator lets through besides what its output's type does: its fused activation, or what it is itself. TFLite refuses an
    /// activation that is fused into CONCATENATION or L2_NORMALIZATION.
    /// </summary>
    public static ActivationFunctionType Of(Operator step) => step switch
    {
        Relu => ActivationFunctionType.Relu,
        Relu6 => ActivationFunctionType.Relu6,
        ReluN1To1 => ActivationFunctionType.ReluN1To1,
        _ => Fused(step),
    };

    /// <summary>The real numbers between which an activation leaves its result.</summary>
    public static (float Low, float High) Bounds(ActivationFunctionType function) => function switch
    {
        ActivationFunctionType.Relu => (0, float.PositiveInfinity),
        ActivationFunctionType.Relu6 => (0, 6),
        ActivationFunctionType.ReluN1To1 => (-1, 1),
        _ => (float.NegativeInfinity, float.PositiveInfinity),
    };

    /// <summary>The integers between which an operator leaves its output: those of the type and those that its activation rounds to.</summary>
    public static (int Low, int High) Integers(Operator step, Tensor output)
    {
        var (low, high) = output.Type.IntegerRange();
        var (from, to) = Bounds(Of(step));
        return (Math.Max(low, Rounded(from, output.Quantization!, low, high)), Math.Min(high, Rounded(to, output.Quantization!, low, high)));
    }

    private static int Rounded(float real, QuantizationParameters quantization, int low, int high) =>
        (int)Math.Clamp(Math.Round((double)(real / quantization.Scale), MidpointRounding.AwayFromZero) + quantization.ZeroPoint, low, high);
}
