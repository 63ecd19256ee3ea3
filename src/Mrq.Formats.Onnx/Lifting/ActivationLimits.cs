using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Activations that only cut the range.</summary>
internal static class ActivationLimits
{
    /// <summary>Everything is let through.</summary>
    public static readonly (float Low, float High) None = (float.NegativeInfinity, float.PositiveInfinity);

    /// <param name="node">A node that reads <paramref name="input"/>.</param>
    /// <param name="input">Where the data must come from.</param>
    /// <param name="constants">Limits are constants from opset 11 on, attributes below.</param>
    /// <param name="limits">What the node lets through.</param>
    public static bool TryRead(OnnxNode node, string input, ConstantFolder constants, out (float Low, float High) limits)
    {
        limits = None;
        if (node.Domain.Length > 0 || node.Inputs.Length == 0 || node.Inputs[0] != input)
        {
            return false;
        }

        if (node.Type == "Relu")
        {
            limits = (0, float.PositiveInfinity);
            return true;
        }

        if (node.Type != "Clip")
        {
            return false;
        }

        float? Limit(int slot, string attribute, float otherwise) => node.HasInput(slot) ? constants.Find(node.Inputs[slot])?.Single : node.Float(attribute, otherwise);
        if (Limit(1, "min", float.NegativeInfinity) is not { } low || Limit(2, "max", float.PositiveInfinity) is not { } high || float.IsNaN(low) || float.IsNaN(high) || low > high)
        {
            return false;
        }

        limits = (low, high);
        return true;
    }
}
