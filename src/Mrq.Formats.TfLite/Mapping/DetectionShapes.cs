using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>
/// Files say of the outputs of TFLite_Detection_PostProcess that they are scalars: TFLite gives them their shapes, whatever the file says, when it prepares the operator.
/// </summary>
internal static class DetectionShapes
{
    public static void Fill(ImmutableArray<Tensor>.Builder tensors, IEnumerable<Operator> operators)
    {
        foreach (var step in operators.OfType<DetectionPostProcess>().Where(step => step.Outputs.Length == step.OutputShapes.Count))
        {
            for (var output = 0; output < step.Outputs.Length; output++)
            {
                var (index, shape) = (step.Outputs[output], step.OutputShapes[output]);
                if (index >= 0 && index < tensors.Count && shape.All(size => size <= int.MaxValue))
                {
                    tensors[index] = tensors[index] with { Shape = new TensorShape([.. shape.Select(size => (int)size)]) };
                }
            }
        }
    }
}
