using System.Net;

namespace ClassifierService;

/// <summary>A request gets no answer but a reason.</summary>
internal sealed class RefusedException(int status, string reason) : Exception(reason)
{
    public int Status => status;

    /// <summary>What a client is told of an error; null if it is none of his.</summary>
    public static RefusedException? For(Exception error) => error switch
    {
        RefusedException refusal => refusal,
        InvalidDataException damage => new((int)HttpStatusCode.BadRequest, damage.Message),
        // Memory is lent by the limits, but who else takes some is not asked.
        OutOfMemoryException => new(
            (int)HttpStatusCode.ServiceUnavailable, "there is no memory for it now; try again later, or send a smaller picture."),
        _ => null,
    };
}
