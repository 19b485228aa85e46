// Original file: libs/proto/chorus/v1/trust_service.proto


export interface DescribeLoginRequest {
}

export interface DescribeLoginRequest__Output {
}
