using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Lowering;

/// <summary>A table is the operator of which it is, where TFLite computes that on such integers, else a lookup: integers as indices into it.</summary>
internal static class TableForm
{
    public static void Write(FormBuilder builder, GraphStep step)
    {
        var table = (Table)step.Operator;
        var (input, output) = (step.Input(0), step.Output());
        if (input.Type == output.Type && Computed(table.Function, input.Type) is { } function)
        {
            GridForm.Emit(builder, function with { Inputs = [table.Inputs[0]], Outputs = table.Outputs });
            return;
        }

        UnwritableException.Require(step.Input(1).IsConstant && step.Input(1).Shape.ElementCount == 256, "a table that is computed");
        var (shape, name) = (input.Shape, output.Name);
        var numbers = builder.Add(new Tensor { Name = $"{name}_numbers", Type = ElementType.Int32, Shape = shape });
        builder.Emit(new Cast { Inputs = [table.Inputs[0]], Outputs = [numbers], InDataType = input.Type, OutDataType = ElementType.Int32 });
        if (input.Type == ElementType.Int8)
        {
            // Entries of a table are in the order of bit patterns: here they are in that of numbers.
            var indices = builder.Add(new Tensor { Name = $"{name}_indices", Type = ElementType.Int32, Shape = shape });
            builder.Emit(new Add { Inputs = [numbers, builder.Integers($"{name}_offset", default(TensorShape), 128)], Outputs = [indices] });
            numbers = indices;
        }

        var entries = builder.Add(step.Input(1) with { Name = $"{name}_entries", Quantization = output.Quantization, Data = Ordered(step.Input(1), input.Type) });
        builder.Emit(new Gather { Inputs = [entries, numbers], Outputs = [table.Outputs[0]], Axis = 0 });
    }

    /// <summary>The function where TFLite's kernels of the type compute it.</summary>
    private static Operator? Computed(Operator? function, ElementType type) => function switch
    {
        Logistic or Tanh or HardSwish or Relu or Relu6 or ReluN1To1 or LeakyRelu => function,
        Elu or Gelu when type == ElementType.Int8 => function,
        _ => null,
    };

    private static byte[] Ordered(Tensor table, ElementType input)
    {
        var data = table.Data!.Value.Span;
        var half = data.Length / 2;
        return input == ElementType.Int8 ? [.. data[half..], .. data[..half]] : data.ToArray();
    }
}
