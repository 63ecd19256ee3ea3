using System.Collections.Immutable;
using Mrq.Core.Operators;
using static Mrq.Formats.TfLite.Operators.OperatorAttribute;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>Operators between types.</summary>
internal static class TypeMappings
{
    public static ImmutableArray<OperatorMapping> All { get; } =
    [
        new OperatorMapping<Quantize>(new() { Inputs = [], Outputs = [] }, "QuantizeOptions"),
        new OperatorMapping<Dequantize>(new() { Inputs = [], Outputs = [] }, "DequantizeOptions"),
        new OperatorMapping<Shape>(new() { Inputs = [], Outputs = [] }, "ShapeOptions")
        {
            Attributes = [Type<Shape>("out_type", step => step.OutType, (step, value) => step with { OutType = value })],
        },
    ];
}
