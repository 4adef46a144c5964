/** As Microsoft writes the ids of tenants, users and resources; in either case. */
export const GUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
