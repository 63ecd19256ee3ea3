using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// Functions of one float32 value as ONNX Runtime computes them on x86, each step rounded to float32. Sigmoid and Tanh are rational approximations
/// (<c>core/mlas/lib/logistic.cpp</c>, <c>tanh.cpp</c>); what it takes from the C library is computed in double here and rounded.
/// </summary>
internal static class RealFunctions
{
    /// <summary>Names of the operators.</summary>
    public static IEnumerable<string> Names =>
        ["Relu", "Clip", "LeakyRelu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Elu", "Selu", "Celu", "Gelu", "Softplus", "Softsign", "Mish", "ThresholdedRelu", "Abs", "Neg", "Exp", "Log", "Sqrt", "Reciprocal", "Erf", "Floor", "Ceil", "Round", "Sin", "Cos", "Sign"];

    /// <summary>Null where a parameter is no constant.</summary>
    public static Func<float, float>? Of(OnnxNode node, ConstantFolder constants)
    {
        var (alpha, beta) = (node.Float("alpha", DefaultAlpha(node.Type)), node.Float("beta", 0.5f));
        var gamma = node.Float("gamma", 1.0507009873554805f);
        return node.Type switch
        {
            "Relu" or "Clip" => ActivationLimits.TryRead(node, node.Inputs[0], constants, out var limits) ? x => Math.Min(Math.Max(x, limits.Low), limits.High) : null,
            "LeakyRelu" or "QLinearLeakyRelu" => x => x >= 0 ? x : alpha * x,
            "Sigmoid" or "QLinearSigmoid" => Sigmoid,
            "Tanh" => Tanh,
            "HardSigmoid" => x => Math.Max(0, Math.Min(1, (alpha * x) + beta)),
            "HardSwish" => x => x * Math.Max(0, Math.Min(1, (1f / 6 * x) + 0.5f)),
            "Elu" => x => x >= 0 ? x : alpha * (float)(Math.Exp(x) - 1),
            "Selu" => x => x > 0 ? gamma * x : gamma * ((alpha * (float)Math.Exp(x)) - alpha),
            "Celu" => x => Math.Max(0, x) + Math.Min(0, alpha * (float)(Math.Exp(x / alpha) - 1)),
            "Gelu" => node.Text("approximate", "none") == "tanh" ? x => 0.5f * x * (1 + (float)Math.Tanh(0.7978845608028654f * (x + (0.044715f * x * x * x)))) : x => 0.5f * x * (1 + Erf(x * 0.70710678f)),
            "Softplus" => x => (float)(x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x))),
            "Softsign" => x => x / (1 + Math.Abs(x)),
            "Mish" => x => x * (float)Math.Tanh(Math.Log(1 + Math.Exp(x))),
            "ThresholdedRelu" => x => x > alpha ? x : 0,
            "Abs" => MathF.Abs,
            "Neg" => x => -x,
            "Exp" => x => (float)Math.Exp(x),
            "Log" => x => (float)Math.Log(x),
            "Sqrt" => MathF.Sqrt,
            "Reciprocal" => x => 1 / x,
            "Erf" => Erf,
            "Floor" => MathF.Floor,
            "Ceil" => MathF.Ceiling,
            "Round" => x => MathF.Round(x, MidpointRounding.ToEven),
            "Sin" => x => (float)Math.Sin(x),
            "Cos" => x => (float)Math.Cos(x),
            "Sign" => x => float.IsNaN(x) ? x : Math.Sign(x),
            _ => null,
        };
    }

    /// <summary>p(x) / q(x) + ½ on −18 … 18, not below 0; Horner's rule, each step fused.</summary>
    private static float Sigmoid(float value)
    {
        var x = Math.Min(Math.Max(value, -18), 18);
        var square = x * x;
        var p = Horner(square, 4.37031012579801e-11f, 1.15627324459942e-07f, 6.08574864600143e-05f, 8.51377133304701e-03f, 2.48287947061529e-01f) * x;
        var q = Horner(square, 6.10247389755681e-13f, 5.76102136993427e-09f, 6.29106785017040e-06f, 1.70198817374094e-03f, 1.16817656904453e-01f, 9.93151921023180e-01f);
        return Math.Clamp((p / q) + 0.5f, 0, 1);
    }

    /// <summary>p(x) / q(x) on −9 … 9.</summary>
    private static float Tanh(float value)
    {
        var x = Math.Min(Math.Max(value, -9), 9);
        var square = x * x;
        var p = Horner(square, -2.76076847742355e-16f, 2.00018790482477e-13f, -8.60467152213735e-11f, 5.12229709037114e-08f, 1.48572235717979e-05f, 6.37261928875436e-04f, 4.89352455891786e-03f) * x;
        var q = Horner(square, 1.19825839466702e-06f, 1.18534705686654e-04f, 2.26843463243900e-03f, 4.89352518554385e-03f);
        return p / q;
    }

    private static float Horner(float x, params ReadOnlySpan<float> coefficients)
    {
        var sum = coefficients[0];
        foreach (var coefficient in coefficients[1..])
        {
            sum = MathF.FusedMultiplyAdd(sum, x, coefficient);
        }

        return sum;
    }

    /// <summary>Σ of its Maclaurin series near 0, of the continued fraction beyond: far below float32's last bit.</summary>
    private static float Erf(float value)
    {
        var x = Math.Abs((double)value);
        if (x > 6 || double.IsNaN(x))
        {
            return float.IsNaN(value) ? value : Math.Sign(value);
        }

        double result;
        if (x < 2.5)
        {
            var (term, sum) = (x, x);
            for (var n = 1; Math.Abs(term) > 1e-17 && n < 200; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }

            result = 2 / Math.Sqrt(Math.PI) * sum;
        }
        else
        {
            var fraction = x;
            for (var n = 60; n > 0; n--)
            {
                fraction = x + (n / 2.0 / fraction);
            }

            result = 1 - (Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction);
        }

        return (float)Math.CopySign(result, value);
    }

    private static float DefaultAlpha(string type) => type switch
    {
        "LeakyRelu" or "QLinearLeakyRelu" => 0.01f,
        "HardSigmoid" => 0.2f,
        "Selu" => 1.6732632423543772f,
        _ => 1,
    };
}
