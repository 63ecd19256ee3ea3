using Mrq.Core.Graph;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>One attribute of an operator, or of all operators that share a base, in both directions.</summary>
internal interface IOperatorAttribute<in T>
    where T : Operator
{
    /// <summary>The operator with the file's value; of the type of <paramref name="step"/>.</summary>
    Operator Read(OptionsReader options, T step);

    /// <summary>Puts the operator's value into the options.</summary>
    void Write(OptionsEditor options, T step);
}
