using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// The mapping of one record type: what it has beside inputs and outputs is its attributes, each of which stands here once for reading and writing.
/// What the options repeat of the shapes (<c>new_shape</c> of RESHAPE, <c>squeeze_dims</c> of SQUEEZE) is no attribute and stays in the file.
/// </summary>
/// <param name="blank">An operator without tensors; its name is that of <c>BuiltinOperator</c>.</param>
/// <param name="optionsTable">The member of <c>BuiltinOptions</c>.</param>
internal sealed class OperatorMapping<T>(T blank, string optionsTable = "NONE") : OperatorMapping(blank.Name, optionsTable)
    where T : Operator
{
    public ImmutableArray<IOperatorAttribute<T>> Attributes { get; init; } = [];

    public override Operator Blank => blank;

    public override bool Handles(Operator step) => step is T;

    protected override Operator ReadAttributes(OptionsReader options, OpaqueOperator shell)
    {
        var step = blank with
        {
            Inputs = shell.Inputs,
            Outputs = shell.Outputs,
            Version = shell.Version,
            Intermediates = shell.Intermediates,
            SourceIndex = shell.SourceIndex,
        };
        foreach (var attribute in Attributes)
        {
            step = (T)attribute.Read(options, step);
        }

        return step;
    }

    protected override void WriteAttributes(OptionsEditor options, Operator step)
    {
        foreach (var attribute in Attributes)
        {
            attribute.Write(options, (T)step);
        }
    }
}
