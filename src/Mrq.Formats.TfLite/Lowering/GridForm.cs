using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Lowering;

/// <summary>Where TFLite fixes what an operator's integers mean and the graph has others, QUANTIZE stands between.</summary>
internal static class GridForm
{
    /// <summary>An operator with the inputs and outputs that TFLite's kernels of its types take.</summary>
    public static void Emit(FormBuilder builder, Operator step)
    {
        if (step.Outputs is not [var output] || builder[output] is not { Quantization: { IsPerTensor: true } wanted } result)
        {
            builder.Emit(step);
            return;
        }

        if (step.Traits.FixedOutput.TryGetValue(result.Type, out var given))
        {
            Behind(builder, step, given);
        }
        else if (step.Traits.SharesScale(result.Type) && step is not (Maximum or Minimum))
        {
            Shared(builder, step, wanted);
        }
        else
        {
            builder.Emit(step);
        }
    }

    /// <summary>Of one input the operator computes at its scale; several are brought to the output's.</summary>
    private static void Shared(FormBuilder builder, Operator step, QuantizationParameters wanted)
    {
        int[] data = [.. step.Inputs.Where((input, place) => input >= 0 && step.Traits.RoleAt(place) == InputRole.Data)];
        if (data is [var only])
        {
            Behind(builder, step, builder[only].Quantization ?? wanted);
            return;
        }

        ImmutableArray<int> inputs = [.. step.Inputs.Select(input =>
        {
            if (!data.Contains(input) || wanted.Equals(builder[input].Quantization) || builder[input].Quantization is null)
            {
                return input;
            }

            var brought = builder.Add(builder[input] with { Name = $"{builder[input].Name}_brought", Quantization = wanted, Data = null });
            builder.Emit(new Quantize { Inputs = [input], Outputs = [brought] });
            return brought;
        })];
        builder.Emit(step with { Inputs = inputs });
    }

    private static void Behind(FormBuilder builder, Operator step, QuantizationParameters given)
    {
        var output = step.Outputs[0];
        if (given.Equals(builder[output].Quantization))
        {
            builder.Emit(step);
            return;
        }

        var between = builder.Add(builder[output] with { Name = $"{builder[output].Name}_given", Quantization = given });
        builder.Emit(step with { Outputs = [between] });
        builder.Emit(new Quantize { Inputs = [between], Outputs = [output] });
    }
}
