using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator;

namespace Mrq.Requantization.Plan;

/// <summary>What brings a tensor to another type and scale: a QUANTIZE, and by way of real numbers where none goes from type to type.</summary>
internal static class TypeBridge
{
    /// <param name="from">The tensor's index.</param>
    /// <param name="tensor">It itself.</param>
    /// <param name="fromType">The type that it will have.</param>
    /// <param name="to">The index of the tensor that it is brought to.</param>
    /// <param name="toType">The type of that.</param>
    /// <param name="add">Appends a tensor and gives its index.</param>
    public static Operator[] Between(int from, Tensor tensor, ElementType fromType, int to, ElementType toType, Func<Tensor, int> add)
    {
        if (EmulatorCoverage.Quantizes(fromType, toType))
        {
            return [new Quantize { Inputs = [from], Outputs = [to] }];
        }

        var real = add(new Tensor { Name = $"{tensor.Name}/real", Type = ElementType.Float32, Shape = tensor.Shape });
        return [new Dequantize { Inputs = [from], Outputs = [real] }, new Quantize { Inputs = [real], Outputs = [to] }];
    }
}
